/// Compares two lists of numbers: `max|a − b| ≤ absolute + relative · max|b|`.
///
/// This is the rule of the golden files. A NaN, an infinity, a difference in length or nothing to
/// compare never matches.
public struct Comparison: Sendable, CustomStringConvertible {
  /// What is compared.
  public let label: String
  /// Whether the rule holds; never with a NaN or an infinity in the values or the bound.
  public let matches: Bool
  /// Worst index, both values, their difference and what was allowed.
  public let description: String

  /// Compares `actual` with `expected` under the rule above.
  public init(
    _ label: String, _ actual: [Double], _ expected: [Double], relative: Double,
    absolute: Double, shape: [Int] = []
  ) {
    self.label = label
    guard actual.count == expected.count, !expected.isEmpty else {
      matches = false
      description = "\(label): \(actual.count) numbers, expected \(expected.count) (at least one)"
      return
    }
    var worst = 0
    var difference = 0.0
    for index in expected.indices {
      let d = abs(actual[index] - expected[index])
      // NaN compares false, so test for "not smaller" instead of "larger".
      if !(d <= difference) {
        worst = index
        difference = d
        if d.isNaN { break }
      }
    }
    let scale = expected.reduce(0) { max($0, abs($1)) }
    let bound = absolute + relative * scale
    matches = difference <= bound && bound.isFinite
    description =
      "\(label)\(shape.isEmpty ? "" : " \(shape)"): worst at \(worst): "
      + "\(actual[worst]) against \(expected[worst]), off by \(difference), allowed \(bound)"
  }

  /// Compares Float results with Double references: absolute tolerance 1e-6 as in the golden files.
  public init(
    _ label: String, _ actual: [Float], _ expected: [Double], relative: Double,
    absolute: Double = 1e-6, shape: [Int] = []
  ) {
    self.init(
      label, actual.map(Double.init), expected, relative: relative, absolute: absolute,
      shape: shape)
  }
}

extension Comparison {
  /// Compares bit patterns: no tolerance, and NaN and the sign of zero count.
  public init(bits label: String, _ actual: [Float], _ expected: [Float]) {
    self.label = label
    guard actual.count == expected.count, !expected.isEmpty else {
      matches = false
      description = "\(label): \(actual.count) numbers, expected \(expected.count) (at least one)"
      return
    }
    let wrong = expected.indices.filter { actual[$0].bitPattern != expected[$0].bitPattern }
    matches = wrong.isEmpty
    description =
      wrong.first.map {
        "\(label): \(wrong.count) of \(expected.count) differ, first at \($0): "
          + "\(actual[$0]) against \(expected[$0])"
      } ?? "\(label): same bits"
  }
}

/// Central differences in Double: `(f(x + h) − f(x − h)) / 2h` for every coordinate of `x`.
///
/// `h` is 6e-6 · max(1, |x_i|), near the cube root of the machine epsilon, where the truncation and
/// rounding errors of a central difference balance at about 1e-10.
public func centralDifferences(at x: [Double], of f: ([Double]) -> Double) -> [Double] {
  var point = x
  return x.indices.map { index in
    let h = 6e-6 * max(1, abs(x[index]))
    point[index] = x[index] + h
    let above = f(point)
    point[index] = x[index] - h
    let below = f(point)
    point[index] = x[index]
    return (above - below) / (2 * h)
  }
}
