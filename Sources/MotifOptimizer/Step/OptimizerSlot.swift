internal import MotifTensor

/// A parameter, its rule and the gradient that waits for it; one thread at a time changes it.
protocol OptimizerSlot: AnyObject {
  /// What is trained.
  var parameter: Parameter { get }
  /// The gradient that waits.
  var gradient: Tensor? { get set }
  /// The state tensors of the rule by short name.
  var state: [String: Tensor] { get }

  /// Takes the step of this parameter, if a gradient waits, whose memory is free afterwards.
  func update(_ context: StepContext)

  /// What puts the state into place that `tensor` gives by short name, and cannot fail.
  func restoration(_ tensor: (_ state: String) throws -> Tensor) throws -> () -> Void
}

/// A slot whose rule is `Rule`.
final class RuleSlot<Rule: UpdateRule>: OptimizerSlot {
  let parameter: Parameter
  var rule: Rule
  var gradient: Tensor?

  init(_ parameter: Parameter, _ rule: Rule) {
    self.parameter = parameter
    self.rule = rule
  }

  var state: [String: Tensor] { rule.state }

  func update(_ context: StepContext) {
    guard let gradient = gradient.take() else { return }
    rule.update(parameter, gradient: gradient, context)
  }

  func restoration(_ tensor: (_ state: String) throws -> Tensor) throws -> () -> Void {
    var restored = rule
    for key in restored.state.keys.sorted() { restored.state[key] = try tensor(key) }
    return { self.rule = restored }
  }
}

extension RuleSlot where Rule == Muon {
  /// U of the gradient that waits, whose memory is free afterwards; without one, of a zero gradient.
  func accumulate(_ context: StepContext) -> Tensor {
    let gradient = gradient.take() ?? Tensor(repeating: 0, shape: parameter.spec.shape)
    return rule.accumulate(gradient, context)
  }
}
