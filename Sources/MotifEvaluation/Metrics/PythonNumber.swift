internal import MotifData

/// Numbers as Python reads them from text and writes them back.
enum PythonNumber {
  /// What `float(text)` gives; nil where it refuses.
  static func float(_ text: [Unicode.Scalar]) -> Double? {
    let trimmed = text.stripped
    guard !trimmed.isEmpty, pattern?.isFound(in: trimmed) == true else { return nil }
    let plain = String(String.UnicodeScalarView(trimmed.filter { $0 != "_" }.map(asciiDigit)))
    return Double(plain.lowercased())
  }

  /// What `str(value)` gives.
  static func text(_ value: Double) -> [Unicode.Scalar] {
    let text = value.isNaN ? "nan" : "\(value)"
    return Array(text.unicodeScalars)
  }

  /// Whether `int(text)` takes it.
  static func isInteger(_ text: [Unicode.Scalar]) -> Bool {
    wholePattern?.isFound(in: text.stripped) == true
  }

  private static func asciiDigit(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard !scalar.isASCII, let value = scalar.properties.numericValue else { return scalar }
    return Unicode.Scalar(UInt8(ascii: "0") + UInt8(value))
  }

  private static let digits = #"\d(?:_?\d)*"#
  private static let pattern = try? PythonPattern(
    "^[+-]?(?:inf|infinity|nan|(?:\(digits)\\.?(?:\(digits))?|\\.\(digits))(?:e[+-]?\(digits))?)\\Z",
    ignoresCase: true)
  private static let wholePattern = try? PythonPattern("^[+-]?\(digits)\\Z")
}
