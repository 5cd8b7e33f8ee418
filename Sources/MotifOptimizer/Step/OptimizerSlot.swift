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

  /// What puts the state into place that `tensor` gives by short name, in place of what the rule has
  /// now, and cannot fail.
  func restoration(
    _ tensor: (_ state: String, _ now: Tensor) throws -> Tensor
  ) throws -> () -> Void
}
