/// JSON as Python's `json` module writes and reads it, where a text must agree with a program there.
package enum PythonJSON {
  /// `node` as `json.dumps(value, ensure_ascii=False)` writes it; whole numbers keep their digits.
  package static func text(_ node: JSONNode) -> String {
    switch node.value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number(let digits): number(digits)
    case .string(let text): quoted(text)
    case .array(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { quoted($0.key) + ": " + text($0.node) }.joined(separator: ", ") + "}"
    }
  }

  private static func number(_ digits: String) -> String {
    let isWhole = digits.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "-") }
    guard !isWhole, let value = Double(digits) else { return digits }
    return value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
  }

  private static func quoted(_ text: String) -> String {
    // Python has short forms for two more control characters.
    JSONNode.quoted(text).replacing("\\u0008", with: "\\b").replacing("\\u000c", with: "\\f")
  }
}
