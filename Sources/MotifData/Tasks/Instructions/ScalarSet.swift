/// The scalars that one place of a pattern takes.
struct ScalarSet: Sendable, Equatable {
  /// A class of Python's.
  enum Class: Sendable, Equatable { case digit, word, space, notDigit, notWord, notSpace }

  private var ranges: [ClosedRange<UInt32>] = []
  private var classes: [Class] = []
  /// Whether the set takes what is not in it.
  var isNegated = false
  /// Whether letters stand for their other case too.
  var ignoresCase = false

  /// Everything but a line feed: `.`.
  static let anyOfLine = {
    var set = ScalarSet("\n")
    set.isNegated = true
    return set
  }()

  /// Every scalar.
  static let anything = {
    var set = ScalarSet()
    set.isNegated = true
    return set
  }()

  /// Nothing.
  init() {}

  /// One scalar.
  init(_ scalar: Unicode.Scalar) { add(scalar...scalar) }

  mutating func add(_ range: ClosedRange<Unicode.Scalar>) {
    ranges.append(range.lowerBound.value...range.upperBound.value)
  }

  mutating func add(_ kind: Class) { classes.append(kind) }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let isIn = holds(scalar) || (ignoresCase && cases(of: scalar).contains(where: holds))
    return isIn != isNegated
  }

  private func holds(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) } || classes.contains { Self.holds($0, scalar) }
  }

  /// The scalar's forms of one scalar in both cases, and theirs.
  private func cases(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    func forms(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
      // The one letter whose small form is two scalars, and one to Python's patterns.
      if scalar == "\u{130}" { return ["i"] }
      return [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].compactMap {
        $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first : nil
      }
    }
    let all = forms(scalar).flatMap { [$0] + forms($0) }
    return all.contains("i") ? all + ["\u{130}", "\u{131}"] : all
  }

  private static func holds(_ kind: Class, _ scalar: Unicode.Scalar) -> Bool {
    switch kind {
    case .digit: scalar.properties.numericType == .decimal
    case .notDigit: scalar.properties.numericType != .decimal
    case .word: scalar.isPythonWord
    case .notWord: !scalar.isPythonWord
    case .space: scalar.isPythonSpace
    case .notSpace: !scalar.isPythonSpace
    }
  }
}

extension Unicode.Scalar {
  /// Whether Python's `\w` takes it: letters, numbers of any kind and the underscore; no marks.
  var isPythonWord: Bool {
    if self == "_" || properties.numericType != nil { return true }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return true
    default: return false
    }
  }

  /// Whether Python takes it for white space: that of Unicode and four separators of ASCII.
  package var isPythonSpace: Bool { properties.isWhitespace || (0x1C...0x1F).contains(value) }
}
