internal import MotifCore
public import MotifTensor

/// AdamW: Adam with decoupled weight decay and bias correction (arXiv 1711.05101).
///
/// State: `first` and `second` moments, two numbers a weight.
public struct AdamW: UpdateRule {
  /// What stays the same over a run.
  public struct Options: Sendable, Equatable {
    /// The decoupled decay; parameters whose role does not decay take 0.
    public var weightDecay = 0.1
    /// The decay of the first moment.
    public var beta1 = 0.9
    /// The decay of the second moment.
    public var beta2 = 0.95
    /// Added to the root of the second moment.
    public var epsilon = 1e-8

    /// The report's values (arXiv 2511.07464).
    public init() {}
  }

  private let options: Options
  private var first: Tensor
  private var second: Tensor

  /// A rule for one parameter, with zero moments.
  public init(_ options: Options, for spec: ParameterSpec) {
    self.options = options
    first = Tensor(repeating: 0, shape: spec.shape).counted(as: .optimizer)
    second = Tensor(repeating: 0, shape: spec.shape).counted(as: .optimizer)
  }

  /// The state of a parameter by short name, sorted.
  static func stateSpecs(for spec: ParameterSpec) -> [(name: String, spec: ParameterSpec)] {
    [("first", spec), ("second", spec)]
  }

  /// What a checkpoint keeps: the moments `first` and `second`, of the parameter's shape; a missing
  /// name changes nothing.
  public var state: [String: Tensor] {
    get { ["first": first, "second": second] }
    set {
      first = newValue["first"]?.counted(as: .optimizer) ?? first
      second = newValue["second"]?.counted(as: .optimizer) ?? second
    }
  }

  /// One step of `Tensor.adamWUpdate(gradient:first:second:step:_:gradientScale:)`.
  public mutating func update(
    _ parameter: Parameter, gradient: Tensor, _ context: StepContext
  ) {
    let hyper = AdamWHyperparameters(
      learningRate: context.learningRate,
      weightDecay: parameter.role.decays ? options.weightDecay : 0, beta1: options.beta1,
      beta2: options.beta2, epsilon: options.epsilon)
    parameter.value.adamWUpdate(
      gradient: gradient, first: &first, second: &second, step: context.step, hyper,
      gradientScale: context.gradientScale)
    Trace.ended("AdamW")
  }
}
