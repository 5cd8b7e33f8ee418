package import MotifData

/// What `--check` found: a config whose sources can be read.
package struct ConfigCheck: Codable, Sendable, Equatable {
  /// The model's parameters.
  package let parameters: Int
  /// Optimizer steps.
  package let steps: Int
  /// In the order of the config.
  package let sources: [SourceRecord]

  /// The findings for a terminal.
  package var text: String {
    (["model: \(parameters) parameters, \(steps) steps"] + sources.map(\.text))
      .joined(separator: "\n")
  }
}
