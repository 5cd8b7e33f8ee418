/// A linear layer without bias: `y = x Wᵀ`.
public struct Linear {
  /// `[outputs, inputs]`.
  public let weight: Parameter

  /// Declares `weight` in `scope`.
  public init(inputs: Int, outputs: Int, role: ParameterRole, in scope: ParameterScope) throws {
    weight = try scope.parameter("weight", [outputs, inputs], role: role)
  }

  /// `x Wᵀ` over the innermost dimension, and its gradients, with operands in `precision`.
  public func callAsFunction(_ x: Tensor, precision: ProductPrecision = .float32) -> Tensor {
    x.linear(weight.tensor, precision: precision)
  }
}
