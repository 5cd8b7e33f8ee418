/// The kinds of Unicode scalars that the pre-tokenisers tell apart, one bit each.
enum ScalarClass {
  /// `[\p{Lu}\p{Lt}]`.
  static let upper: UInt8 = 1
  /// `\p{Ll}`.
  static let lower: UInt8 = 2
  /// `[\p{Lm}\p{Lo}]`.
  static let caseless: UInt8 = 4
  /// `\p{M}`.
  static let mark: UInt8 = 8
  /// `\p{N}`.
  static let number: UInt8 = 16
  /// `[\r\n]`, which is also white space.
  static let newline: UInt8 = 32
  /// `\s` without `[\r\n]`.
  static let space: UInt8 = 64
  /// What is left: punctuation, symbols, controls, unassigned.
  static let symbol: UInt8 = 128

  /// `\p{L}`.
  static let letter = upper | lower | caseless
  /// `\s`.
  static let white = newline | space
  /// `[^\s\p{L}\p{N}]`.
  static let other = mark | symbol

  /// The class of every scalar of the Basic Multilingual Plane; surrogates count as symbols.
  static let basicPlane: ContiguousArray<UInt8> = {
    ContiguousArray(
      (UInt32(0)..<0x10000).map { value in Unicode.Scalar(value).map(classify) ?? symbol })
  }()

  /// The class of any scalar, from the Unicode properties.
  static func classify(_ scalar: Unicode.Scalar) -> UInt8 {
    if scalar == "\r" || scalar == "\n" { return newline }
    let properties = scalar.properties
    if properties.isWhitespace { return space }
    switch properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter: return upper
    case .lowercaseLetter: return lower
    case .modifierLetter, .otherLetter: return caseless
    case .nonspacingMark, .spacingMark, .enclosingMark: return mark
    case .decimalNumber, .letterNumber, .otherNumber: return number
    default: return symbol
    }
  }
}
