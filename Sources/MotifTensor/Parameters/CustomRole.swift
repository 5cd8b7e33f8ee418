/// What a parameter of a user's own is for, where none of the known roles fits.
///
/// States what the known roles decide by themselves: which rule trains it, whether it decays, how it
/// starts. Make one with ``ParameterRole/custom(_:isHiddenMatrix:decays:writesToResidual:initialization:)``.
public struct CustomRole: Sendable, Hashable, Codable {
  /// How a parameter starts.
  public enum Initialization: Sendable, Hashable, Codable {
    /// As the matrices of the model: normal with the config's standard deviation, smaller for what
    /// writes to the residual stream.
    case matrix
    /// Normal with a standard deviation of its own, truncated at three of them.
    case normal(deviation: Double)
    /// One number everywhere, such as 1 for a gain and 0 for a bias.
    case constant(Double)
  }

  /// The name that plans and files print.
  public let name: String
  /// Whether it is a matrix inside a block, which Muon orthogonalises.
  public let isHiddenMatrix: Bool
  /// Whether weight decay applies.
  public let decays: Bool
  /// Whether it writes to the residual stream.
  public let writesToResidual: Bool
  /// How it starts.
  public let initialization: Initialization

  /// A role of that name; the name must not be empty, nor that of a known role.
  public init(
    _ name: String, isHiddenMatrix: Bool, decays: Bool, writesToResidual: Bool,
    initialization: Initialization
  ) {
    precondition(
      !name.isEmpty && !ParameterRole.known.contains { $0.rawValue == name },
      "the custom role \"\(name)\" needs a name of its own")
    self.name = name
    self.isHiddenMatrix = isHiddenMatrix
    self.decays = decays
    self.writesToResidual = writesToResidual
    self.initialization = initialization
  }
}
