/// What travels.
extension OwnershipPlan {
  /// Numbers of a chunk that go from one rank to another, summed over all ranks.
  package struct Traffic: Sendable, Equatable {
    /// To the owners.
    package var gathered = 0
    /// From the owners back to the holders.
    package var scattered = 0
    /// From the replica of the owner to the others.
    package var shared = 0

    /// All three.
    package var total: Int { gathered + scattered + shared }
  }

  /// What `rank` exchanges for a chunk.
  ///
  /// Every rank joins the collectives of every chunk, also where it sends nothing. Cost: O(matrices of
  /// the chunk + ranks of the shard group · matrices that the rank owns).
  package func exchange(of rank: Int, chunk: Int) -> ChunkExchange {
    let chunk = chunks[chunk]
    let place = mesh.place(of: rank, along: shardAxes)
    let replica = mesh.place(of: rank, along: replicaAxes)
    let peers = mesh.size(along: shardAxes)
    var held = ChunkExchange.Buffer(peers: peers)
    var shared = ChunkExchange.Buffer(peers: mesh.size(along: replicaAxes))
    for matrix in chunk.byOwner {
      let count = slices[matrix].elementCount(of: rank)
      shared.append(matrix, peer: replicaPlaces[matrix], count: count)
      if replicaPlaces[matrix] == replica {
        held.append(matrix, peer: shardPlaces[matrix], count: count)
      }
    }
    let own = chunk.matrices.filter { shardPlaces[$0] == place && replicaPlaces[$0] == replica }
    var owned = ChunkExchange.Buffer(peers: peers)
    if !own.isEmpty {
      for (peer, holder) in mesh.ranks(with: rank, along: shardAxes).enumerated() {
        for matrix in own {
          owned.append(matrix, peer: peer, count: slices[matrix].elementCount(of: holder))
        }
      }
    }
    return ChunkExchange(held: held, owned: owned, shared: shared)
  }

  /// What goes from one rank to another for a chunk; what an owner holds itself stays where it is.
  ///
  /// Cost: O(matrices of the chunk).
  package func traffic(ofChunk chunk: Int) -> Traffic {
    let holders = mesh.ranks(with: 0, along: shardAxes)
    // Without sharing, every group of owners does the same.
    let groups = mesh.size / ownerCount
    let others = mesh.size(along: replicaAxes) - 1
    return chunks[chunk].matrices.reduce(into: Traffic()) { traffic, matrix in
      let count = slices[matrix].elementCount
      let travelling = count - slices[matrix].elementCount(of: holders[shardPlaces[matrix]])
      traffic.gathered += groups * travelling
      traffic.scattered += groups * travelling
      traffic.shared += groups * others * count
    }
  }
}
