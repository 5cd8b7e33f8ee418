/// Text for a terminal or a log, in which no character moves the cursor or changes a colour.
package enum VisibleText {
  /// `text` with its control characters written as in JSON, `\u001b`; tab and line feed stay.
  ///
  /// Works scalar by scalar, so that the parts of a text give the parts of the result, and the escapes
  /// inside a JSON string keep its value.
  package static func of(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        result.append(contentsOf: escape(scalar).unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    if scalar == "\r" { return "\\r" }
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
