internal import MotifTensor

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

  func restoration(
    _ tensor: (_ state: String, _ now: Tensor) throws -> Tensor
  ) throws -> () -> Void {
    var restored = rule
    for (key, now) in rule.state.sorted(by: { $0.key < $1.key }) {
      restored.state[key] = try tensor(key, now)
    }
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
