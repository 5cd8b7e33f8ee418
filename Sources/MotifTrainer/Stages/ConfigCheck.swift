internal import MotifCore
internal import MotifData

/// What `--check` found: a config whose sources can be read.
package struct ConfigCheck: Encodable, Sendable, Equatable {
  /// The model's parameters.
  package let parameters: Int
  /// Optimizer steps.
  package let steps: Int
  /// The most bytes that the process will hold, as far as is known before text becomes tokens.
  package let memory: Int
  /// The bytes that the machine can give to it.
  package let availableMemory: Int
  /// In the order of the config.
  package let sources: [SourceRecord]

  /// The findings for a terminal.
  package var text: String {
    ([
      "model: \(NumberText.grouped(parameters)) parameters, \(NumberText.grouped(steps)) steps",
      "memory: about \(ByteText.short(memory)) of \(ByteText.short(availableMemory)) available",
    ] + sources.map(\.text)).joined(separator: "\n")
  }
}
