internal import MotifCore
internal import MotifDistributed
internal import MotifTensor

/// What an optimizer does over the ranks of a mesh: Muon's matrices, and which slices count where.
final class OptimizerShards {
  /// By slot, whether this rank's slice counts in the gradient norm: it is the first of those that hold
  /// the same numbers.
  let countsSlice: [Bool]
  private let muon: ParallelMuon?
  /// What NorMuon needs of other ranks; nil without it.
  private let neurons: NeuronExchange?
  /// Muon's slots by the number of their parameter in the sharding.
  private let matrices: [Int: RuleSlot<Muon>]

  /// Precondition: the parameters are those that `sharding` gives the rank of `world`.
  init(
    _ kind: Optimizer.Kind, _ slots: [any OptimizerSlot], _ sharding: ModelSharding,
    _ options: ParallelMuonOptions, over world: any Communicator
  ) throws {
    let indices = slots.map { slot in
      guard let index = sharding.number(of: slot.parameter.name) else {
        preconditionFailure("the sharding has no parameter \(slot.parameter.name)")
      }
      precondition(
        slot.parameter.spec == sharding.parameter(index, of: world.rank),
        "rank \(world.rank) holds \(slot.parameter.spec), expected "
          + "\(sharding.parameter(index, of: world.rank))")
      return index
    }
    countsSlice = indices.map { sharding.slices[$0].isFirstHolder(world.rank) }
    matrices = Dictionary(
      uniqueKeysWithValues: zip(indices, slots).compactMap { index, slot in
        (slot as? RuleSlot<Muon>).map { (index, $0) }
      })
    switch kind {
    case .muon(let rule), .muonClip(let rule, _, _):
      muon = try ParallelMuon(
        of: matrices.keys.sorted(), in: sharding, method: rule.orthogonalization, options,
        over: world)
      neurons =
        try rule.neuronBeta2 == nil
        ? nil : NeuronExchange(of: matrices.keys.sorted(), in: sharding, over: world)
    case .adamW: (muon, neurons) = (nil, nil)
    }
  }

  /// The most bytes of this rank's buffers for Muon at one moment since the last call; 0 without Muon.
  func takePeakBytes() -> Int {
    defer { muon?.memory.resetPeak() }
    return muon?.memory.peak ?? 0
  }

  /// Takes the step of Muon's matrices, whose gradients wait in their slots; all ranks together.
  ///
  /// When it throws, no weight has changed on any rank.
  func update(_ context: StepContext) throws(CommunicatorError) {
    func slot(_ index: Int) -> RuleSlot<Muon> {
      guard let slot = matrices[index] else {
        preconditionFailure("parameter \(index) is no matrix")
      }
      return slot
    }
    guard let neurons else {
      try muon?.step(
        update: { slot($0).accumulate(context) },
        apply: { slot($0).rule.apply($1, to: slot($0).parameter, context) })
      return
    }
    try muon?.step(
      update: { slot($0).accumulate(context) },
      inspect: { neurons.see($1, of: $0) },
      agree: { () throws(CommunicatorError) in
        try neurons.agree { slot($0).rule.advanceNeurons($1, columns: $2) ?? .init() }
        Trace.ended("NorMuon")
      },
      apply: { index, direction in
        var direction = direction
        slot(index).rule.neurons?.normalize(&direction, factor: neurons.factor(of: index))
        slot(index).rule.apply(direction, to: slot(index).parameter, context)
      })
  }
}
