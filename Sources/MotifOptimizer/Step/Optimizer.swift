internal import MotifCore
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

    /// Muon's options for parameters of `role`, nil when AdamW takes them.
    package func muon(for role: ParameterRole) -> Muon.Options? {
      switch self {
      case .muon(let options), .muonClip(let options, _, _): role.isHiddenMatrix ? options : nil
      case .adamW: nil
      }
    }

    /// The state tensors of a parameter of `role` by short name, sorted.
    package func stateNames(for role: ParameterRole) -> [String] {
      muon(for: role) == nil ? AdamW.stateNames : Muon.stateNames
    }
  }

  /// What a step did, for metrics.
  public struct Report: Sendable, Equatable {
    /// The factor of global-norm clipping, 1 when the norm was within bounds.
    public var gradientScale: Double
    /// By layer, what QK-Clip did; empty when it did not run.
    public var clips: [QKClip.Scales]
  }

  private let model: CausalLanguageModel
  private let kind: Kind
  /// What is trained: the parameters that are not frozen.
  private let slots: [Slot]
  /// How many steps were taken.
  public private(set) var step = 0

  /// An optimizer with fresh state for the trainable parameters of `model`.
  public init(_ kind: Kind, adamW: AdamW.Options = .init(), model: CausalLanguageModel) {
    self.kind = kind
    self.model = model
    slots = model.parameters.parameters.filter(\.isTrainable).map { parameter in
      if let muon = kind.muon(for: parameter.role) {
        Slot(parameter, Muon(muon, for: parameter.spec))
      } else {
        Slot(parameter, AdamW(adamW, for: parameter.spec))
      }
    }
  }

  /// The global L2 norm over all gradients: `√Σ g²`, the sum exact and rounded once.
  ///
  /// It has the same bits however the gradients are cut into tensors or shards.
  public func gradientNorm(_ gradients: Gradients) -> Double {
    var total = ExactSquareSum()
    for slot in slots {
      if let gradient = gradients[slot.parameter] { total.add(squaresOf: gradient) }
    }
    return total.value.squareRoot()
  }

  /// One step; every gradient is freed as soon as it was used.
  ///
  /// Throws ``NumericError`` before anything changes when `gradientNorm` is not finite.
  ///
  /// - Parameters:
  ///   - gradientNorm: of ``gradientNorm(_:)``.
  ///   - gradientClip: the largest norm; larger gradients are scaled down to it. 0 turns it off.
  ///   - maxLogits: by layer, the largest attention score of every query head in this forward.
  public func step(
    _ gradients: inout Gradients, learningRate: Double, gradientNorm: Double,
    gradientClip: Double, maxLogits: [[Float]]
  ) throws(NumericError) -> Report {
    guard gradientNorm.isFinite else {
      throw NumericError("the gradient norm is \(gradientNorm); the step was not taken")
    }
    if case .muonClip = kind, let bad = maxLogits.joined().first(where: { !$0.isFinite }) {
      throw NumericError("an attention logit is \(bad); the step was not taken")
    }
    step += 1
    let scale =
      gradientClip > 0 && gradientNorm > gradientClip ? gradientClip / gradientNorm : 1
    let context = StepContext(
      learningRate: learningRate, step: step, gradientScale: Float(scale))
    update(&gradients, context)
    var report = Report(gradientScale: scale, clips: [])
    if case .muonClip(_, let clip, let interval) = kind, step % interval == 0 {
      report.clips = clip.apply(to: model, maxLogits: maxLogits)
      Trace.ended("QK-Clip")
    }
    return report
  }

  /// Updates large parameters one after the other, each on all threads; then the small ones beside
  /// each other, each on one: forks within small products cost more than they bring.
  private func update(_ gradients: inout Gradients, _ context: StepContext) {
    var small: [Slot] = []
    for slot in slots {
      slot.gradient = gradients.take(slot.parameter)
      if slot.parameter.count <= Self.smallCount {
        small.append(slot)
      } else {
        slot.update(context)
      }
    }
    small.sort { $0.parameter.count > $1.parameter.count }
    ComputeThreads.forEach(small.count) { small[$0].update(context) }
    Trace.ended("wait for other threads")
  }

  /// The largest parameter that counts as small: four megabytes.
  private static let smallCount = 1 << 20

  /// A parameter, its rule and the gradient that waits for it; one thread at a time changes it.
  private final class Slot {
    let parameter: Parameter
    var rule: any UpdateRule
    var gradient: Tensor?

    init(_ parameter: Parameter, _ rule: any UpdateRule) {
      self.parameter = parameter
      self.rule = rule
    }

    /// Takes the step of this parameter, if a gradient waits, whose memory is free afterwards.
    func update(_ context: StepContext) {
      guard let gradient = gradient.take() else { return }
      rule.update(parameter, gradient: gradient, context)
    }
  }

  /// All state tensors as `name.state`, in parameter order.
  public var state: [(name: String, tensor: Tensor)] {
    slots.flatMap { slot in
      slot.rule.state.sorted { $0.key < $1.key }.map {
        (Self.stateName(slot.parameter.name, $0.key), $0.value)
      }
    }
  }

  /// The name of a state tensor of the parameter `name`.
  package static func stateName(_ name: String, _ state: String) -> String { "\(name).\(state)" }

  /// Restores the state after `step` steps; `tensor` fetches one by its name in ``state``.
  ///
  /// What `tensor` throws is passed on before anything changed.
  public func restore(step: Int, _ tensor: (_ name: String, Shape) throws -> Tensor) throws {
    let restored = try slots.map { slot in
      var rule = slot.rule
      for key in rule.state.keys.sorted() {
        rule.state[key] = try tensor(
          Self.stateName(slot.parameter.name, key), slot.parameter.spec.shape)
      }
      return rule
    }
    for (slot, rule) in zip(slots, restored) { slot.rule = rule }
    self.step = step
  }
}
