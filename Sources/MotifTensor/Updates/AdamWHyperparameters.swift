/// The hyper-parameters of AdamW (arXiv 1711.05101).
public struct AdamWHyperparameters: Sendable, Equatable {
  /// η of this step.
  public var learningRate: Double
  /// The decoupled decay: a step takes `η · weightDecay · w` from the weight w.
  public var weightDecay: Double
  /// The decay of the first moment.
  public var beta1: Double
  /// The decay of the second moment.
  public var beta2: Double
  /// Added to the root of the second moment.
  public var epsilon: Double

  /// The report's values, all but the learning rate.
  public init(
    learningRate: Double, weightDecay: Double = 0.1, beta1: Double = 0.9, beta2: Double = 0.95,
    epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }
}
