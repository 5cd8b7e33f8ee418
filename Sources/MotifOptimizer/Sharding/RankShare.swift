package import MotifDistributed
package import MotifModel
package import MotifTensor

/// What one rank of a mesh trains: its slices of a model, its groups, and how it comes by the rest.
///
/// Every rank makes one, at the same place, and the model from its ``modelShare``.
package struct RankShare {
  /// The groups of ranks.
  package let groups: RankGroups
  /// Who holds what; nil where each rank holds all.
  package let sharding: ModelSharding?
  /// Joins parameters that the ranks of a replica share out; nil where none are.
  package let gathering: GatheredParts?
  /// The query heads that this rank computes; nil for all.
  let queryHeads: Range<Int>?
  private let tokens: Range<Int>?

  /// The share of the rank of `world` in a model of the given shape on `mesh`.
  ///
  /// Throws ``ShardingError`` when tensor parallelism would cut a group of heads, `CommunicatorError` when
  /// groups cannot be formed. Precondition: as many ranks as the mesh has.
  package init(of config: ModelConfig, on mesh: Mesh, over world: any Communicator) throws {
    let sharding = try ModelSharding(config, on: mesh)
    groups = try RankGroups(mesh, over: world)
    self.sharding = sharding
    gathering =
      mesh.dpShard > 1
      ? GatheredParts(sharding, rank: groups.rank, over: groups.shards) : nil
    let share = try TensorParallelShare(
      config, degree: mesh.tp, index: groups.tensorParallel.rank)
    (queryHeads, tokens) = mesh.tp > 1 ? (share.queryHeads, share.tokens) : (nil, nil)
  }

  /// Ranks that each hold all of `model`; by default one alone.
  package init(replicasOf model: CausalLanguageModel, over group: TensorGroup = TensorGroup()) {
    groups = RankGroups(replicas: group)
    (sharding, gathering, queryHeads, tokens) = (nil, nil, nil, nil)
  }

  /// This rank's number.
  package var rank: Int { groups.rank }
  /// Whether there is no other rank.
  package var isAlone: Bool { groups.mesh.size == 1 }

  /// Whether this rank holds all of every parameter.
  package var holdsAll: Bool { groups.mesh.dpShard == 1 && groups.mesh.tp == 1 }

  /// Whether this rank is the first of those that hold its part of the parameter `name`: the one that
  /// writes it.
  package func isFirstHolder(of name: String) -> Bool {
    guard let sharding, let index = sharding.number(of: name)
    else { return groups.rank == 0 }
    return sharding.slices[index].isFirstHolder(groups.rank)
  }

  /// Runs `body`, which reads all of `parameters`, of which ranks may hold parts; all ranks together.
  package func reading<Result>(
    _ parameters: [Parameter], _ body: () throws -> Result
  ) rethrows -> Result {
    guard groups.mesh.dpShard > 1, let sharding else { return try body() }
    return try GatheredParts(sharding, rank: groups.rank, over: groups.shards)
      .read(parameters, body)
  }

  /// What the model has to know.
  package var modelShare: ModelShare {
    var share = ModelShare()
    share.tensorParallel = groups.tensorParallel
    share.tokens = tokens
    share.gathering = gathering
    guard let sharding else { return share }
    let rank = groups.rank
    share.held = { whole in
      sharding.number(of: whole.name).map { sharding.parameter($0, of: rank) } ?? whole
    }
    return share
  }
}
