public import MotifModel

/// A preset and the shape that follows from it and from the keys set beside it.
public struct ModelSettings: Sendable, Equatable {
  /// The name of the preset that the shape started from.
  public var preset = "nano"
  /// The shape in force.
  public var config = ModelSettings.standard

  /// The preset `nano`.
  public init() {}

  private static let standard = ModelPresets.all[0].config
}
