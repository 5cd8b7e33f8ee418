public import MotifTensor

/// The name, dimensions and role of one weight tensor.
public struct ParameterShape: Sendable, Equatable {
  /// The tensor's name in a Hugging Face checkpoint.
  public let name: String
  /// Its dimensions; matrices are `[out, in]`.
  public let shape: [Int]
  /// What it is for.
  public let role: ParameterRole

  /// A named shape.
  public init(_ name: String, _ shape: [Int], role: ParameterRole) {
    self.name = name
    self.shape = shape
    self.role = role
  }

  /// The product of the dimensions.
  public var elementCount: Int { shape.reduce(1, *) }
  /// The same as the specification that a model declares.
  public var spec: ParameterSpec { ParameterSpec(name: name, shape: Shape(shape), role: role) }
}
