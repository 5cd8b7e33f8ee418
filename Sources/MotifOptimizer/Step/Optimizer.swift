internal import MotifCore
package import MotifDistributed
public import MotifModel
public import MotifTensor

/// AdamW, Muon or MuonClip over all parameters of a model, routed by role.
///
/// Muon takes the matrices inside blocks; embeddings, head, norms, λ vectors and PolyNorm take AdamW
/// with the same learning rate. MuonClip is Muon followed by QK-Clip. Weight decay acts on matrices.
/// Source: arXiv 2502.16982, 2507.20534, 2511.07464.
public final class Optimizer {
  /// Which rule the matrices inside blocks follow.
  public enum Kind: Sendable, Equatable {
    /// AdamW for everything.
    case adamW
    /// Muon for block matrices.
    case muon(Muon.Options)
    /// Muon, then QK-Clip every `interval` steps.
    case muonClip(Muon.Options, QKClip, interval: Int)

    /// Muon's options; nil when AdamW takes everything.
    package var muon: Muon.Options? {
      switch self {
      case .muon(let options), .muonClip(let options, _, _): options
      case .adamW: nil
      }
    }

    /// Muon's options for parameters of `role`, nil when AdamW takes them.
    package func muon(for role: ParameterRole) -> Muon.Options? {
      role.isHiddenMatrix ? muon : nil
    }

    /// The state tensors of a parameter by short name, sorted, and what a rank holds of each.
    package func stateSpecs(for spec: ParameterSpec) -> [(name: String, spec: ParameterSpec)] {
      muon(for: spec.role).map { Muon.stateSpecs($0, for: spec) } ?? AdamW.stateSpecs(for: spec)
    }
  }

  /// What a step did, for metrics.
  public struct Report: Sendable, Equatable {
    /// The factor of global-norm clipping, 1 when the norm was within bounds.
    public var gradientScale: Double
    /// By layer, what QK-Clip did; empty when it did not run.
    public var clips: [QKClip.Scales]
  }

  private let parameters: ParameterStore
  private let clip: (rule: QKClip, interval: Int, keyHeadOfQuery: [[Int]])?
  /// What is trained: the parameters that are not frozen.
  private let slots: [any OptimizerSlot]
  /// Over which ranks the parameters are spread; nil when each rank holds all.
  private let shards: OptimizerShards?
  /// How many steps were taken.
  public private(set) var step = 0

  /// An optimizer with fresh state for the trainable parameters among `parameters`.
  ///
  /// - Parameters:
  ///   - kind: the rule of the matrices inside blocks.
  ///   - adamW: the options of all parameters that AdamW trains.
  ///   - parameters: those of the model.
  ///   - keyHeadOfQuery: by layer, the key head that each query head reads; MuonClip needs it.
  public init(
    _ kind: Kind, adamW: AdamW.Options = .init(), parameters: ParameterStore,
    keyHeadOfQuery: [[Int]] = []
  ) {
    self.parameters = parameters
    slots = Self.slots(kind, adamW, parameters)
    clip = Self.clip(kind, keyHeadOfQuery)
    shards = nil
  }

  /// An optimizer with fresh state for the trainable ones of the `parameters` that this rank holds.
  ///
  /// The state has the shapes of the slices. A step is one for all ranks: each calls it with its slices
  /// of the same gradients, the norm of all and the largest logits of all heads.
  ///
  /// - Parameters:
  ///   - sharding: who holds what, of all parameters by name.
  ///   - muon: how the ranks share the orthogonalisations.
  ///   - world: all ranks of the mesh, rank r of it being rank r of the mesh.
  ///
  /// Throws ``ShardingError`` when the mode of `muon` needs whole matrices, `CommunicatorError` when
  /// groups of ranks cannot be formed.
  package init(
    _ kind: Kind, adamW: AdamW.Options = .init(), parameters: ParameterStore,
    keyHeadOfQuery: [[Int]] = [], sharding: ModelSharding, muon: ParallelMuonOptions = .init(),
    over world: any Communicator
  ) throws {
    self.parameters = parameters
    slots = Self.slots(kind, adamW, parameters)
    clip = Self.clip(kind, keyHeadOfQuery)
    shards = try OptimizerShards(kind, slots, sharding, muon, over: world)
  }

  /// An optimizer with fresh state for the trainable parameters of `model`.
  public convenience init(
    _ kind: Kind, adamW: AdamW.Options = .init(), model: CausalLanguageModel
  ) {
    self.init(
      kind, adamW: adamW, parameters: model.parameters,
      keyHeadOfQuery: model.blocks.map(\.attention.keyHeadOfQuery))
  }

  /// An optimizer that follows a rule of your own for each trainable parameter among `parameters`.
  public init(parameters: ParameterStore, rule: (Parameter) -> any UpdateRule) {
    self.parameters = parameters
    slots = Self.slots(parameters, rule)
    clip = nil
    shards = nil
  }

  private static func slots(
    _ parameters: ParameterStore, _ rule: (Parameter) -> any UpdateRule
  ) -> [any OptimizerSlot] {
    func slot(_ parameter: Parameter, _ rule: some UpdateRule) -> any OptimizerSlot {
      RuleSlot(parameter, rule)
    }
    return parameters.parameters.filter(\.isTrainable).map { slot($0, rule($0)) }
  }

  private static func slots(
    _ kind: Kind, _ adamW: AdamW.Options, _ parameters: ParameterStore
  ) -> [any OptimizerSlot] {
    slots(parameters) { parameter in
      if let muon = kind.muon(for: parameter.role) {
        Muon(muon, for: parameter.spec)
      } else {
        AdamW(adamW, for: parameter.spec)
      }
    }
  }

  private static func clip(
    _ kind: Kind, _ keyHeadOfQuery: [[Int]]
  ) -> (rule: QKClip, interval: Int, keyHeadOfQuery: [[Int]])? {
    guard case .muonClip(_, let rule, let interval) = kind else { return nil }
    return (rule, interval, keyHeadOfQuery)
  }

  /// The parameters that are trained, in the order of their store.
  var trained: [Parameter] { slots.map(\.parameter) }

  /// The global L2 norm over all gradients: `√Σ g²`, the sum exact and rounded once.
  ///
  /// It has the same bits however the gradients are cut into tensors or shards: those of sharded
  /// parameters are summed over the ranks of `group` as whole numbers, each slice from one of the ranks
  /// that hold it; those of others count once.
  public func gradientNorm(
    _ gradients: Gradients, over group: TensorGroup = TensorGroup()
  ) -> Double {
    var (whole, parts) = (ExactSquareSum(), ExactSquareSum())
    for (index, slot) in slots.enumerated() {
      guard let gradient = gradients[slot.parameter] else { continue }
      if slot.parameter.spec.isSharded {
        if shards?.countsSlice[index] ?? true { parts.add(squaresOf: gradient) }
      } else {
        whole.add(squaresOf: gradient)
      }
    }
    if slots.contains(where: \.parameter.spec.isSharded) {
      parts = ExactSquareSum(limbs: group.sum(parts.limbs.map(Int.init)).map(Int64.init))
    }
    return (whole + parts).value.squareRoot()
  }

  /// One step; every gradient is freed as soon as it was used.
  ///
  /// Throws ``NumericError`` before anything changes when `gradientNorm` is not finite or QK-Clip is
  /// given a logit that is NaN or +∞. Where parameters are spread over ranks it throws
  /// `CommunicatorError` when one of them fails: no weight has changed then on any rank, but momenta
  /// have, so that training goes on from a checkpoint.
  ///
  /// - Parameters:
  ///   - gradients: of the whole batch.
  ///   - learningRate: the rate of this step.
  ///   - gradientNorm: the norm of all gradients, as `gradientNorm(_:)` gives it.
  ///   - gradientClip: the largest norm; larger gradients are scaled down to it. 0 turns it off.
  ///   - maxLogits: by layer, the largest attention score of every query head in this forward; −∞ for
  ///     a head that saw nothing.
  public func step(
    _ gradients: inout Gradients, learningRate: Double, gradientNorm: Double,
    gradientClip: Double, maxLogits: [[Float]]
  ) throws -> Report {
    guard gradientNorm.isFinite else {
      throw NumericError("the gradient norm is \(gradientNorm); the step was not taken")
    }
    // A head that saw nothing, in a step of padding alone, has no largest logit: −∞.
    if clip != nil, let bad = maxLogits.joined().first(where: { !($0 < .infinity) }) {
      throw NumericError("an attention logit is \(bad); the step was not taken")
    }
    let scale =
      gradientClip > 0 && gradientNorm > gradientClip ? gradientClip / gradientNorm : 1
    let context = StepContext(
      learningRate: learningRate, step: step + 1, gradientScale: Float(scale))
    try update(&gradients, context)
    step += 1
    var report = Report(gradientScale: scale, clips: [])
    if let clip, step % clip.interval == 0 {
      report.clips = clip.rule.apply(
        to: parameters, keyHeadOfQuery: clip.keyHeadOfQuery, maxLogits: maxLogits)
      Trace.ended("QK-Clip")
    }
    return report
  }

  /// Updates the matrices that ranks share first, since that alone can fail; then all others.
  private func update(
    _ gradients: inout Gradients, _ context: StepContext
  ) throws(CommunicatorError) {
    for slot in slots { slot.gradient = gradients.take(slot.parameter) }
    do throws(CommunicatorError) {
      try shards?.update(context)
    } catch {
      for slot in slots { slot.gradient = nil }
      throw error
    }
    ComputeThreads.forEach(ofSizes: slots.map(\.parameter.count)) { slots[$0].update(context) }
    Trace.ended("wait for other threads")
  }

  /// The most bytes that sharing Muon's matrices took on this rank since the last call; nil where each
  /// rank holds all.
  package func takeMuonPeakBytes() -> Int? { shards?.takePeakBytes() }

  /// All state tensors as `name.state`, in parameter order.
  public var state: [(name: String, tensor: Tensor)] { states.map { ($0.name, $0.tensor) } }

  /// All state tensors as `name.state`, in parameter order, with what this rank holds of each.
  package var states: [OptimizerState] {
    slots.flatMap { slot in
      slot.state.sorted { $0.key < $1.key }.map {
        OptimizerState(
          name: Self.stateName(slot.parameter.name, $0.key), $0.value, of: slot.parameter.spec)
      }
    }
  }

  /// The name of a state tensor of the parameter `name`.
  package static func stateName(_ name: String, _ state: String) -> String { "\(name).\(state)" }

  /// Restores the state after `step` steps; `tensor` fetches one by its name in ``state``.
  ///
  /// What `tensor` throws is passed on before anything changed.
  public func restore(step: Int, _ tensor: (_ name: String, Shape) throws -> Tensor) throws {
    try restore(step: step, held: { try tensor($0, $1.shape) })
  }

  /// Restores the state after `step` steps; `tensor` fetches what this rank holds of one, as it is
  /// given.
  package func restore(
    step: Int, held tensor: (_ name: String, _ held: ParameterSpec) throws -> Tensor
  ) throws {
    let restorations = try slots.map { slot in
      try slot.restoration { key, own in
        let state = OptimizerState(
          name: Self.stateName(slot.parameter.name, key), own, of: slot.parameter.spec)
        return try tensor(state.name, state.held)
      }
    }
    for restore in restorations { restore() }
    self.step = step
  }
}
