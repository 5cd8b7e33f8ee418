/// A fraction in lowest terms with a positive denominator.
struct Rational: Sendable, Equatable {
  let numerator: Int
  let denominator: Int

  /// `numerator` over `denominator`, which is not 0.
  init(_ numerator: Int, _ denominator: Int = 1) {
    precondition(denominator != 0, "a fraction needs a denominator other than 0")
    let divisor = Self.greatestCommonDivisor(numerator, denominator) * denominator.signum()
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The greatest whole number that divides both; at least 1.
  static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (abs(a), abs(b))
    while b != 0 { (a, b) = (b, a % b) }
    return max(1, a)
  }

  /// `3/4`, or `3` where the denominator is 1.
  var text: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  static func + (a: Rational, b: Rational) -> Rational {
    Rational(
      a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }
  static func - (a: Rational, b: Rational) -> Rational { a + Rational(-b.numerator, b.denominator) }
  static func * (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.numerator, a.denominator * b.denominator)
  }
  /// The quotient; `b` is not 0.
  static func / (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.denominator, a.denominator * b.numerator)
  }

  /// The value of `text`: `-3/4`, `17`, `0.75`; nil for anything else, leading zeros, `-0` and numbers
  /// of more than eighteen digits included.
  init?(text: some StringProtocol) {
    let isNegative = text.hasPrefix("-") || text.hasPrefix("−")
    let parts = text.dropFirst(isNegative ? 1 : 0).split(
      separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let top = Self.decimal(parts[0]) else { return nil }
    var (numerator, denominator) = top
    if parts.count == 2 {
      guard denominator == 1, let bottom = Self.decimal(parts[1]), bottom.denominator == 1,
        bottom.numerator > 0
      else { return nil }
      denominator = bottom.numerator
    }
    if isNegative, numerator == 0 { return nil }
    self.init(isNegative ? -numerator : numerator, denominator)
  }

  /// `12` as 12 over 1, `1.25` as 125 over 100.
  private static func decimal(
    _ text: some StringProtocol
  ) -> (numerator: Int, denominator: Int)? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = parts[0].utf8
    guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0"),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 48...57 ~= $0 } }),
      parts.reduce(0, { $0 + $1.utf8.count }) <= 18, let digits = Int(parts.joined())
    else { return nil }
    let places = parts.count == 2 ? parts[1].utf8.count : 0
    return (digits, (0..<places).reduce(1) { scale, _ in scale * 10 })
  }
}
