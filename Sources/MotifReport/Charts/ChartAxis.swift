internal import Foundation
internal import MotifCore

/// How values become positions along an axis.
package enum AxisScale: Sendable, Equatable {
  /// Equal distances for equal differences.
  case linear
  /// Equal distances for equal ratios; values ≤ 0 have no place and are gaps.
  case logarithmic
}

/// One axis of a chart: the values it spans, its ticks, and where a value lies from 0 to 1.
struct ChartAxis: Equatable {
  let scale: AxisScale
  let range: ClosedRange<Double>
  let ticks: [Double]

  /// An axis over `values`, of which those that ``accepts(_:_:)`` refuses are ignored.
  ///
  /// With `padded` the ends move outwards by a little, though not past zero, so that no line
  /// touches the frame. `tickCount` is what is aimed at; steps of 1, 2 and 5 decide.
  init(
    values: some Sequence<Double>, scale: AxisScale, tickCount: Int, padded: Bool,
    includesZero: Bool = false
  ) {
    self.scale = scale
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where Self.accepts(value, scale) {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = scale == .linear ? (0, 1) : (1, 10) }
    switch scale {
    case .linear:
      if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
      // What is zero throughout has room above it, not below.
      if includesZero && low == high { high = 1 }
      (range, ticks) = Self.linear(low, high, tickCount, padded)
    case .logarithmic: (range, ticks) = Self.logarithmic(low, high, tickCount, padded)
    }
  }

  /// Whether a value has a place on an axis: finite, small enough to subtract, positive for
  /// logarithms.
  static func accepts(_ value: Double, _ scale: AxisScale) -> Bool {
    abs(value) < 1e300 && (scale == .linear || value > 1e-300)
  }

  /// Where `value` lies: 0 at the lower end, 1 at the upper end.
  func fraction(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      // Differences of logarithms, since a ratio may be more than a number can hold.
      (log(value) - log(range.lowerBound)) / (log(range.upperBound) - log(range.lowerBound))
    }
  }

  /// The ticks' texts, all in one unit and precision.
  var tickTexts: [String] {
    switch scale {
    case .linear: NumberText.ticks(ticks)
    case .logarithmic: ticks.map { NumberText.ticks([$0])[0] }
    }
  }

  private static func linear(
    _ low: Double, _ high: Double, _ tickCount: Int, _ padded: Bool
  ) -> (ClosedRange<Double>, [Double]) {
    var (low, high) = (low, high)
    let size = max(abs(low), abs(high))
    if high - low <= size * 1e-9 || high - low < 1e-290 {
      // A constant: it runs through the middle.
      let margin = size > 1e-280 ? size * 0.1 : 1
      (low, high) = (low - margin, high + margin)
    }
    if padded {
      let margin = (high - low) * 0.04
      (low, high) = (
        low >= 0 ? max(0, low - margin) : low - margin,
        high <= 0 ? min(0, high + margin) : high + margin
      )
    }
    let step = niceStep((high - low) / Double(max(1, tickCount)))
    // A millionth of a step forgives rounding, so that an end on a tick has it.
    let first = (low / step - 1e-6).rounded(.up)
    let last = (high / step + 1e-6).rounded(.down)
    return (low...high, (0...max(0, Int(last - first))).map { (first + Double($0)) * step })
  }

  /// The smallest of 1, 2, 5 × 10ⁿ that is not below `width`.
  static func niceStep(_ width: Double) -> Double {
    let power = pow(10, log10(width).rounded(.down))
    let factor = [1.0, 2, 5, 10].first { $0 * power >= width * (1 - 1e-9) } ?? 10
    return factor * power
  }

  private static func logarithmic(
    _ low: Double, _ high: Double, _ tickCount: Int, _ padded: Bool
  ) -> (ClosedRange<Double>, [Double]) {
    var (low, high) = (low, high)
    // A constant runs through the middle of a factor of four.
    if high / low < 1 + 1e-6 { (low, high) = (low / 2, high * 2) }
    if padded {
      // Not the power of a ratio, which may be more than a number can hold.
      let margin = pow(high, 0.04) / pow(low, 0.04)
      (low, high) = (
        max(low / margin, .leastNormalMagnitude), min(high * margin, .greatestFiniteMagnitude)
      )
    }
    let firstDecade = Int(log10(low).rounded(.down))
    let lastDecade = Int(log10(high).rounded(.up))
    let decades = lastDecade - firstDecade
    let factors: [Double] = decades <= 2 ? [1, 2, 5] : [1]
    let stride = max(1, (decades + tickCount - 1) / max(1, tickCount))
    var ticks: [Double] = []
    for decade in Swift.stride(
      from: firstDecade, through: lastDecade, by: decades <= 2 ? 1 : stride)
    {
      ticks += factors.map { $0 * pow(10, Double(decade)) }.filter { (low...high).contains($0) }
    }
    if ticks.count < 2 {
      // Within less than a factor of two or so, equal differences read better; a tick beyond the
      // ends, where they are too close to subtract, may have no logarithm.
      ticks = linear(low, high, tickCount, false).1.filter((low...high).contains)
    }
    return (low...high, ticks)
  }
}
