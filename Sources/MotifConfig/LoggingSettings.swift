package import MotifCore

/// What is written about a run, beside `metrics.jsonl`.
public struct LoggingSettings: Codable, Sendable, Equatable {
  /// Whether event files for TensorBoard are written.
  public var tensorBoard = true
  /// Whether `report.html` is drawn when training ends or stops.
  public var report = true

  /// Everything.
  public init() {}
}

extension LoggingSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "tensorBoard", .bool, "Whether event files for TensorBoard are written.",
      alsoCalled: ["tensorboard"]),
    ConfigField("report", .bool, "Whether report.html is drawn when training ends or stops."),
  ]
}
