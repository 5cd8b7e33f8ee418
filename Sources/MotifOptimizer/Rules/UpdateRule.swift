public import MotifTensor

/// What one optimizer step needs to know besides the gradient.
public struct StepContext: Sendable {
  /// η of this step, the same for every rule.
  public var learningRate: Double
  /// The step, counted from 1.
  public var step: Int
  /// What every gradient is multiplied by first: the factor of global-norm clipping.
  public var gradientScale: Float

  /// The numbers of one step.
  public init(learningRate: Double, step: Int, gradientScale: Float = 1) {
    self.learningRate = learningRate
    self.step = step
    self.gradientScale = gradientScale
  }
}

/// How one parameter is updated from its gradient, with the state that takes.
public protocol UpdateRule {
  /// The state tensors by short name, of the parameter's shape or with a number for each of its rows.
  var state: [String: Tensor] { get set }

  /// Changes `parameter` in place.
  mutating func update(_ parameter: Parameter, gradient: Tensor, _ context: StepContext)
}
