/// The five kinds of Unicode scalars that the pre-tokenisers tell apart.
enum ScalarClass {
  /// `\p{L}`.
  static let letter: UInt8 = 0
  /// `\p{N}`.
  static let number: UInt8 = 1
  /// `[\r\n]`, which is also white space.
  static let newline: UInt8 = 2
  /// `\s` without `[\r\n]`.
  static let space: UInt8 = 3
  /// `[^\s\p{L}\p{N}]`.
  static let other: UInt8 = 4

  /// The class of every scalar of the Basic Multilingual Plane; surrogates count as other.
  static let basicPlane: ContiguousArray<UInt8> = {
    ContiguousArray(
      (UInt32(0)..<0x10000).map { value in Unicode.Scalar(value).map(classify) ?? other })
  }()

  /// The class of any scalar, from the Unicode properties.
  static func classify(_ scalar: Unicode.Scalar) -> UInt8 {
    if scalar == "\r" || scalar == "\n" { return newline }
    let properties = scalar.properties
    if properties.isWhitespace { return space }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return letter
    case .decimalNumber, .letterNumber, .otherNumber: return number
    default: return other
    }
  }
}
