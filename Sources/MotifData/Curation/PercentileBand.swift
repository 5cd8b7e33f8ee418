/// Keeps what lies between two percentiles of its own kind, both ends included.
///
/// A percentile is interpolated between order statistics at the position (n − 1) p / 100. Used on the
/// mean negative log-likelihood under a reference model: what is far too easy is boilerplate, what is
/// far too hard is noise.
package struct PercentileBand: Sendable, Equatable {
  /// The lower percentile.
  package var low: Double
  /// The upper percentile.
  package var high: Double

  /// A band between two percentiles.
  package init(low: Double = 5, high: Double = 90) {
    precondition(
      low >= 0 && low <= high && high <= 100, "no band lies between percentiles \(low) and \(high)")
    (self.low, self.high) = (low, high)
  }

  /// The values at both percentiles of the finite numbers among `values`; nil where there is none.
  package func limits(of values: [Double]) -> ClosedRange<Double>? {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    return Self.percentile(low, of: sorted)...Self.percentile(high, of: sorted)
  }

  /// Whether `value` lies within `limits`; an end that rounding has moved by 10⁻¹² of it counts.
  package static func contains(_ value: Double, in limits: ClosedRange<Double>) -> Bool {
    let slack = 1e-12 * max(abs(limits.lowerBound), abs(limits.upperBound))
    return value >= limits.lowerBound - slack && value <= limits.upperBound + slack
  }

  /// Which of `values` lie in the band of their group; a number that is not finite never does.
  ///
  /// - Parameter groups: the group of each value, such as a domain; nil makes all one group.
  package func keeps(_ values: [Double], groups: [String]? = nil) -> [Bool] {
    var members: [String: [Double]] = [:]
    for (index, value) in values.enumerated() {
      members[groups?[index] ?? "", default: []].append(value)
    }
    let limits = members.compactMapValues { self.limits(of: $0) }
    return values.enumerated().map { index, value in
      guard value.isFinite, let band = limits[groups?[index] ?? ""] else { return false }
      return Self.contains(value, in: band)
    }
  }

  /// The value at percentile `p` of `sorted`, which holds one number at least.
  static func percentile(_ p: Double, of sorted: [Double]) -> Double {
    let position = Double(sorted.count - 1) * p / 100
    let below = min(Int(position), sorted.count - 1)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
