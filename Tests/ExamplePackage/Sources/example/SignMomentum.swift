import MotifOptimizer
import MotifTensor

/// An update rule of one's own: Lion (arXiv 2302.06675), the sign of an interpolated momentum.
///
/// `w ← w − η · sign(β₁m + (1−β₁)g); m ← β₂m + (1−β₂)g`.
struct SignMomentum: UpdateRule {
  private var momentum: Tensor

  init(for spec: ParameterSpec) { momentum = Tensor(repeating: 0, shape: spec.shape) }

  var state: [String: Tensor] {
    get { ["momentum": momentum] }
    set { momentum = newValue["momentum"] ?? momentum }
  }

  mutating func update(_ parameter: Parameter, gradient: Tensor, _ context: StepContext) {
    let g = gradient * context.gradientScale
    let direction = momentum * 0.9 + g * 0.1
    momentum = momentum * 0.99 + g * 0.01
    let sign = Tensor(direction.values.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, shape: g.shape)
    parameter.value = parameter.value - sign * Float(context.learningRate)
  }
}
