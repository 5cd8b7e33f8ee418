import Foundation

/// How y grows with x, fitted by least squares.
enum PowerLaw {
  /// The slope of the line through (log x, log y): p of `y = c · x^p`.
  static func slope(_ x: [Double], _ y: [Double]) -> Double {
    let (u, v) = (centred(x.map { log($0) }), centred(y.map { log($0) }))
    return dot(u, v) / dot(u, u)
  }

  /// The exponent of what grows, p of `y = a + b · x^p` between 0.25 and 4, by relative errors.
  ///
  /// For each p the best a and b solve two linear equations; golden section finds p.
  static func growingExponent(_ x: [Double], _ y: [Double]) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (0.25, 4.0)
    while high - low > 1e-4 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      if error(left, x, y) < error(right, x, y) { high = right } else { low = left }
    }
    return (low + high) / 2
  }

  /// `min Σ ((a + b x^p − y) / y)²` over a and b.
  private static func error(_ p: Double, _ x: [Double], _ y: [Double]) -> Double {
    let constant = y.map { 1 / $0 }
    let power = zip(x, y).map { pow($0 / x[0], p) / $1 }
    let ones = y.map { _ in 1.0 }
    let (cc, cp, pp) = (dot(constant, constant), dot(constant, power), dot(power, power))
    let (c1, p1) = (dot(constant, ones), dot(power, ones))
    let determinant = cc * pp - cp * cp
    let a = (c1 * pp - p1 * cp) / determinant
    let b = (p1 * cc - c1 * cp) / determinant
    let rest = zip(constant, power).map { a * $0 + b * $1 - 1 }
    return dot(rest, rest)
  }

  private static func centred(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
