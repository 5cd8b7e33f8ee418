import MotifDistributed
import Testing

/// What travels for a chunk: matrices arrive whole, and results where their shards are.
@Suite struct ChunkExchangeTests {
  /// Element `index` of `matrix`, before and after the owner computed.
  private func before(_ matrix: Int, _ index: Int) -> Int { matrix * 1000 + index }
  private func after(_ matrix: Int, _ index: Int) -> Int { -1 - before(matrix, index) }

  /// The numbers that `rank` holds of `matrix`, by `value` of matrix and index.
  private func shard(
    _ plan: OwnershipPlan, _ matrix: Int, of rank: Int, _ value: (Int, Int) -> Int
  ) -> [Int] {
    let slices = plan.slices[matrix]
    var numbers = [Int](repeating: 0, count: slices.elementCount(of: rank))
    slices.slice(of: rank).forEachRun(in: slices.shape) { own, whole, count in
      for index in 0..<count { numbers[own + index] = value(matrix, whole + index) }
    }
    return numbers
  }

  /// All-to-all with the counts of `buffer` to send and of `other` to receive, within a shard group.
  private func allToAll(
    _ group: [Int], send: [Int: [Int]], counts: (Int) -> [Int], expected: (Int) -> [Int]
  ) -> [Int: [Int]] {
    var received: [Int: [Int]] = [:]
    for (place, rank) in group.enumerated() {
      var buffer: [Int] = []
      for (peer, source) in group.enumerated() {
        let sendCounts = counts(source)
        #expect(sendCounts[place] == expected(rank)[peer], "from \(source) to \(rank)")
        let start = sendCounts[..<place].reduce(0, +)
        buffer += (send[source] ?? [])[start..<start + sendCounts[place]]
      }
      received[rank] = buffer
    }
    return received
  }

  @Test(arguments: SampleOwnership.all)
  func everyRankGetsTheResultsOfItsShards(_ sample: SampleOwnership) {
    let plan = sample.plan
    for chunk in plan.chunks.indices {
      let ranks = Array(0..<plan.mesh.size)
      let exchanges = ranks.map { plan.exchange(of: $0, chunk: chunk) }
      var results: [Int: [Int]] = [:]
      for group in Set(ranks.map { plan.mesh.ranks(with: $0, along: plan.shardAxes) }) {
        let held = group.reduce(into: [:]) { held, rank in
          held[rank] = exchanges[rank].held.parts.flatMap {
            shard(plan, $0.matrix, of: rank, before)
          }
        }
        let gathered = allToAll(
          group, send: held, counts: { exchanges[$0].held.counts },
          expected: { exchanges[$0].owned.counts })
        let computed = group.reduce(into: [:]) { computed, rank in
          computed[rank] = compute(
            plan, exchanges[rank], gathered[rank] ?? [], group: group, chunk, rank)
        }
        let scattered = allToAll(
          group, send: computed, counts: { exchanges[$0].owned.counts },
          expected: { exchanges[$0].held.counts })
        for rank in group { results[rank] = scattered[rank] }
      }
      for rank in ranks {
        let exchange = exchanges[rank]
        let replicas = plan.mesh.ranks(with: rank, along: plan.replicaAxes)
        // An all-gather: what every replica gives, one after the other.
        #expect(exchange.shared.counts == replicas.map { exchanges[$0].held.count })
        let all = replicas.flatMap { results[$0] ?? [] }
        #expect(all.count == exchange.shared.count)
        for part in exchange.shared.parts {
          #expect(
            Array(all[part.offset..<part.offset + part.count])
              == shard(plan, part.matrix, of: rank, after))
        }
        // Every matrix of which the rank holds anything is there, once.
        let here = plan.chunks[chunk].matrices.filter {
          plan.slices[$0].elementCount(of: rank) > 0
        }
        #expect(exchange.shared.parts.map(\.matrix).sorted() == here.sorted())
      }
    }
  }

  /// What an owner sends back: its matrices, put together from the pieces, computed, cut again.
  private func compute(
    _ plan: OwnershipPlan, _ exchange: ChunkExchange, _ buffer: [Int], group: [Int], _ chunk: Int,
    _ rank: Int
  ) -> [Int] {
    var whole: [Int: [Int?]] = [:]
    #expect(buffer.count == exchange.owned.count)
    for part in exchange.owned.parts {
      let slices = plan.slices[part.matrix]
      var matrix = whole[part.matrix] ?? Array(repeating: nil, count: slices.elementCount)
      slices.slice(of: group[part.peer]).forEachRun(in: slices.shape) { own, start, count in
        for index in 0..<count {
          #expect(matrix[start + index] == nil, "an element comes twice")
          matrix[start + index] = buffer[part.offset + own + index]
        }
      }
      whole[part.matrix] = matrix
    }
    let owned = plan.chunks[chunk].matrices.filter {
      plan.owners[$0] == plan.mesh.place(of: rank, along: plan.ownerAxes)
        && plan.slices[$0].elementCount > 0
    }
    #expect(whole.keys.sorted() == owned.sorted())
    for (matrix, numbers) in whole {
      #expect(numbers == numbers.indices.map { before(matrix, $0) })
    }
    return exchange.owned.parts.flatMap {
      shard(plan, $0.matrix, of: group[$0.peer], after)
    }
  }

  @Test(arguments: SampleOwnership.all)
  func trafficIsWhatLeavesItsRank(_ sample: SampleOwnership) {
    let plan = sample.plan
    for chunk in plan.chunks.indices {
      var (gathered, scattered, shared) = (0, 0, 0)
      for rank in 0..<plan.mesh.size {
        let exchange = plan.exchange(of: rank, chunk: chunk)
        let place = plan.mesh.place(of: rank, along: plan.shardAxes)
        gathered += exchange.held.count - exchange.held.counts[place]
        scattered += exchange.owned.count - exchange.owned.counts[place]
        let replica = plan.mesh.place(of: rank, along: plan.replicaAxes)
        shared += exchange.shared.count - exchange.shared.counts[replica]
      }
      let traffic = plan.traffic(ofChunk: chunk)
      #expect(traffic.gathered == gathered && traffic.scattered == scattered)
      #expect(traffic.shared == shared && traffic.total == gathered + scattered + shared)
    }
  }

  /// The same on real communicators, as a pipeline would do it.
  @Test(arguments: [0, 1, 2, 3, 5, 8, 13, 21, 34, 55])
  func communicatorsTakeTheCounts(_ number: Int) throws {
    let plan = SampleOwnership.all[number].plan
    let results = try ThreadWorld(size: plan.mesh.size).run { world in
      let group = try #require(
        try world.split(
          color: plan.mesh.group(of: world.rank, along: plan.shardAxes), key: world.rank))
      let replicas = try #require(
        try world.split(
          color: plan.mesh.group(of: world.rank, along: plan.replicaAxes), key: world.rank))
      return try plan.chunks.indices.map { chunk in
        let exchange = plan.exchange(of: world.rank, chunk: chunk)
        let held = exchange.held.parts.flatMap { shard(plan, $0.matrix, of: world.rank, before) }
        let owned = try group.exchanged(held, exchange.held, exchange.owned)
        let back = try group.exchanged(owned.map { -1 - $0 }, exchange.owned, exchange.held)
        return try replicas.allGather(back)
      }
    }
    for rank in results.indices {
      for chunk in plan.chunks.indices {
        let expected = plan.exchange(of: rank, chunk: chunk).shared.parts.flatMap {
          shard(plan, $0.matrix, of: rank, after)
        }
        #expect(results[rank][chunk] == expected)
      }
    }
  }
}

extension Communicator {
  /// What comes from all ranks when `numbers`, laid out as `sent`, go out.
  fileprivate func exchanged(
    _ numbers: [Int], _ sent: ChunkExchange.Buffer, _ received: ChunkExchange.Buffer
  ) throws -> [Int] {
    let buffer = UnsafeMutableBufferPointer<Int>.allocate(capacity: received.count)
    buffer.initialize(repeating: 0)
    defer { buffer.deallocate() }
    try numbers.withUnsafeBufferPointer {
      try allToAllV($0, sendCounts: sent.counts, buffer, receiveCounts: received.counts)
    }
    return Array(buffer)
  }
}
