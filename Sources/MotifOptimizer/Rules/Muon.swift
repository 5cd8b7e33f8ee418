internal import Foundation
internal import MotifCore
public import MotifTensor

/// Muon: momentum, orthogonalised by Newton–Schulz, for matrices inside blocks.
///
/// `M ← μM + G; U = G + μM` (Nesterov) or `M`; `O = NS(U)`;
/// `W ← W − (η·wd·W + η·scale(m, n)·O)`. Weight decay uses η without the shape factor.
/// State: `momentum`, one number a weight. Source: arXiv 2502.16982; 2511.07464.
public struct Muon: UpdateRule {
  /// The factor that makes an orthogonal update comparable over shapes.
  public enum UpdateScale: String, Sendable, Codable, CaseIterable {
    /// `0.2 √max(m, n)`: the root mean square of AdamW's updates, so learning rates transfer.
    case moonlight
    /// `√(m / n)`.
    case spectral
    /// `√max(1, m / n)`.
    case jordan
    /// 1.
    case none

    /// The factor for a matrix of `rows` by `columns`.
    public func factor(rows: Int, columns: Int) -> Double {
      switch self {
      case .moonlight: 0.2 * Double(max(rows, columns)).squareRoot()
      case .spectral: (Double(rows) / Double(columns)).squareRoot()
      case .jordan: max(1, Double(rows) / Double(columns)).squareRoot()
      case .none: 1
      }
    }
  }

  /// What stays the same over a run.
  public struct Options: Sendable, Equatable {
    /// λ of the decoupled decay: a step takes `ηλW` from the weights W.
    public var weightDecay = 0.1
    /// μ of the momentum `M ← μM + G`.
    public var momentum = 0.95
    /// Whether the update looks ahead: `G + μM` instead of `M`.
    public var nesterov = true
    /// How the update is orthogonalised.
    public var orthogonalization = Orthogonalization()
    /// What the orthogonal update is multiplied by, from the shape of the matrix.
    public var updateScale = UpdateScale.moonlight

    /// The report's values (arXiv 2511.07464).
    public init() {}
  }

  static let stateNames = ["momentum"]

  private let options: Options
  private var momentum: Tensor

  /// A rule for one matrix, with zero momentum.
  public init(_ options: Options, for spec: ParameterSpec) {
    precondition(spec.shape.rank == 2, "Muon updates matrices, \(spec.name) has \(spec.shape)")
    self.options = options
    momentum = Tensor(repeating: 0, shape: spec.shape).counted(as: .optimizer)
  }

  /// What a checkpoint keeps: `momentum`, of the shape of the matrix; a missing name changes nothing.
  public var state: [String: Tensor] {
    get { ["momentum": momentum] }
    set { momentum = newValue["momentum"]?.counted(as: .optimizer) ?? momentum }
  }

  /// One step of all three phases; the gradient's memory is not kept.
  public mutating func update(
    _ parameter: Parameter, gradient: Tensor, _ context: StepContext
  ) {
    let update = accumulate(gradient, context)
    Trace.ended("Muon momentum")
    let direction = orthogonalized(update)
    Trace.ended("Newton–Schulz")
    apply(direction, to: parameter, context)
    Trace.ended("Muon step")
  }

  /// The first phase, element by element: `M ← μM + G`, and U, which is to be orthogonalised.
  public mutating func accumulate(_ gradient: Tensor, _ context: StepContext) -> Tensor {
    momentum.momentumUpdate(
      gradient: gradient, momentum: options.momentum, nesterov: options.nesterov,
      gradientScale: context.gradientScale)
  }

  /// The second phase, which needs the whole matrix: `O = NS(U)`.
  public func orthogonalized(_ update: Tensor) -> Tensor {
    update.orthogonalized(options.orthogonalization)
  }

  /// The third phase, element by element: `W ← W − (η·wd·W + η·scale·O)`, the shape factor that of
  /// the whole matrix.
  public func apply(_ direction: Tensor, to parameter: Parameter, _ context: StepContext) {
    let shape = parameter.spec.globalShape
    let scale = options.updateScale.factor(rows: shape[0], columns: shape[1])
    let decay = parameter.role.decays ? options.weightDecay : 0
    parameter.value.decayedStep(
      direction, shrink: context.learningRate * decay, rate: context.learningRate * scale)
  }
}
