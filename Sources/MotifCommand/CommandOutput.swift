internal import Foundation

/// Results on the standard output: text for people, or one JSON object with `--json`.
package struct CommandOutput: Sendable {
  /// Whether results are JSON.
  package let isJSON: Bool

  /// An output of text or JSON.
  package init(isJSON: Bool) { self.isJSON = isJSON }

  /// Writes a result in the form that was asked for.
  package func write(_ value: some Encodable, text: @autoclosure () -> String) throws {
    try StandardStreams.write((isJSON ? Self.json(value) : text()) + "\n")
  }

  /// `value` as JSON with sorted keys; numbers that are not finite become null's stand-ins, `"nan"`,
  /// `"inf"` and `"-inf"`.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
