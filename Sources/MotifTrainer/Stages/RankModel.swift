internal import MotifDistributed
internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// What one rank trains: its share of the model and of the optimizer's state, and how both are measured.
struct RankModel {
  /// What it holds, and the ranks around it.
  let share: RankShare
  /// Its part of the model.
  let model: CausalLanguageModel
  /// The optimizer of that.
  let optimizer: Optimizer
  /// The whole model on rank 0.
  let gathered: GatheredModel
  /// Bytes and seconds of communication.
  let meter: RankMeter
  private let config: TrainConfig

  /// The share of the rank of `communicator` in what `origin` begins with; all ranks together.
  init(
    _ origin: WeightOrigin, _ config: TrainConfig, on mesh: Mesh,
    over communicator: any Communicator
  ) throws {
    self.config = config
    let metered = MeteredCommunicator(communicator)
    share = try RankShare(of: origin.shape, on: mesh, over: metered)
    let parts = RunParts(config: config)
    model = parts.precise(try origin.model(share))
    optimizer = try Self.optimizer(config, model, share)
    try origin.restore(optimizer)
    gathered = GatheredModel(
      of: model, into: share.holdsAll ? model : try origin.whole(share).map(parts.precise), share)
    meter = RankMeter(share, metered, optimizer)
    // Nobody changes what another still reads.
    try communicator.barrier()
  }

  private static func optimizer(
    _ config: TrainConfig, _ model: CausalLanguageModel, _ share: RankShare
  ) throws -> Optimizer {
    guard !share.isAlone, let sharding = share.sharding else {
      return RunParts(config: config).optimizer(model)
    }
    return try Optimizer(
      config.rule, adamW: config.optimizer.adamW, parameters: model.parameters,
      keyHeadOfQuery: model.blocks.map(\.attention.keyHeadOfQuery), sharding: sharding,
      muon: config.parallel.muonOptions, over: share.groups.world.communicator)
  }

  /// A step on it.
  var step: TrainStep { RunParts(config: config).step(model, optimizer, share) }

  /// All ranks.
  var world: TensorGroup { share.groups.world }
}
