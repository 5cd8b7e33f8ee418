/// RMSNorm with a learned gain over the innermost dimension (arXiv 1910.07467).
public struct RMSNorm {
  /// The gain, one number a column.
  public let weight: Parameter
  /// Added to the mean square.
  public let epsilon: Float

  /// Declares `weight` in `scope`.
  public init(
    columns: Int, epsilon: Float, role: ParameterRole = .normGain, in scope: ParameterScope
  ) throws {
    weight = try scope.parameter("weight", [columns], role: role)
    self.epsilon = epsilon
  }

  /// The normalised rows of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.rmsNorm(weight: weight.tensor, epsilon: epsilon)
  }
}
