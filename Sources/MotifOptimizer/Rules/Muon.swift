internal import Foundation
internal import MotifCore
public import MotifTensor

/// Muon: momentum, orthogonalised by Newton–Schulz, for matrices inside blocks.
///
/// `M ← μM + G; U = G + μM` (Nesterov) or `M`; `O = NS(U)`;
/// `W ← W − (η·wd·W + η·scale(m, n)·O)`. Weight decay uses η without the shape factor. With
/// ``Options/neuronBeta2`` the rows of O are evened out before (NorMuon, arXiv 2510.05491).
/// State: `momentum`, one number a weight; with NorMuon `second`, one a row. Source: arXiv 2502.16982;
/// 2511.07464.
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
    /// β₂ of NorMuon, the decay of the second moment of each row of the orthogonal update, by whose
    /// root the row is divided (arXiv 2510.05491); nil leaves rows as they are.
    public var neuronBeta2: Double?

    /// The report's values (arXiv 2511.07464).
    public init() {}
  }

  private let options: Options
  private var momentum: Tensor
  /// The second moments of rows; nil without NorMuon.
  private(set) var neurons: NeuronMoments?

  /// A rule for one matrix, with zero momentum and moments.
  public init(_ options: Options, for spec: ParameterSpec) {
    precondition(spec.shape.rank == 2, "Muon updates matrices, \(spec.name) has \(spec.shape)")
    self.options = options
    momentum = Tensor(repeating: 0, shape: spec.shape).counted(as: .optimizer)
    neurons = options.neuronBeta2.map { NeuronMoments(beta2: $0, rows: spec.shape[0]) }
  }

  /// The state of a parameter by short name, sorted.
  static func stateSpecs(
    _ options: Options, for spec: ParameterSpec
  ) -> [(name: String, spec: ParameterSpec)] {
    [("momentum", spec)]
      + (options.neuronBeta2 == nil ? [] : [(NeuronMoments.stateName, spec.ofRows)])
  }

  /// What a checkpoint keeps: `momentum`, of the shape of the matrix, and with NorMuon `second`, a
  /// number for each row; a missing name changes nothing.
  public var state: [String: Tensor] {
    get {
      var state = ["momentum": momentum]
      state[NeuronMoments.stateName] = neurons?.second
      return state
    }
    set {
      momentum = newValue["momentum"]?.counted(as: .optimizer) ?? momentum
      if let second = newValue[NeuronMoments.stateName] {
        neurons?.second = second.counted(as: .optimizer)
      }
    }
  }

  /// One step of all three phases; the gradient's memory is not kept.
  public mutating func update(
    _ parameter: Parameter, gradient: Tensor, _ context: StepContext
  ) {
    let update = accumulate(gradient, context)
    Trace.ended("Muon momentum")
    var direction = orthogonalized(update)
    Trace.ended("Newton–Schulz")
    if let norms = advanceNeurons(
      ExactRowSquares(rowsOf: direction), columns: direction.shape[1])
    {
      neurons?.normalize(&direction, factor: norms.factor)
      Trace.ended("NorMuon")
    }
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

  /// What NorMuon needs of the whole matrix between these phases: moves the moments on by the squares
  /// of the rows of O that this rank holds, over all `columns`; nil without NorMuon.
  mutating func advanceNeurons(
    _ squares: @autoclosure () -> ExactRowSquares, columns: Int
  ) -> NeuronMoments.Norms? {
    neurons?.advance(squares(), columns: columns)
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
