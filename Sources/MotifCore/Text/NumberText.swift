internal import Foundation

/// Short texts of numbers for axes, tables and the terminal.
package enum NumberText {
  private static let units: [(size: Double, name: String)] = [
    (1e24, "Y"), (1e21, "Z"), (1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"),
    (1e3, "k"),
  ]

  /// The texts of one axis' ticks: the same unit and number of decimals for all, `0` for zero.
  package static func ticks(_ values: [Double]) -> [String] {
    let largest = values.map(abs).max() ?? 0
    let gaps = zip(values.dropFirst(), values).map { abs($0 - $1) }.filter { $0 > 0 }
    let step = gaps.min() ?? largest
    if largest >= 1e15 || (largest > 0 && step < 1e-4) {
      return values.map { $0 == 0 ? "0" : power($0) }
    }
    let unit = largest >= 1e4 ? units.first { $0.size <= largest } : nil
    let size = unit?.size ?? 1
    let decimals = step > 0 ? decimals(of: step / size) : 0
    return values.map {
      abs($0) < step * 1e-6 ? "0" : fixed($0 / size, decimals) + (unit?.name ?? "")
    }
  }

  /// A number with about `digits` significant digits: `2.481`, `12.3k`, `3e-4`, `–` when not
  /// finite.
  package static func short(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    if size == 0 { return "0" }
    if size < 1e-3 || size >= 1e27 { return power(value, digits: max(1, digits - 2)) }
    let unit = size >= 1e4 ? units.first { $0.size <= size } : nil
    let scaled = value / (unit?.size ?? 1)
    let whole = Int(log10(abs(scaled)).rounded(.down)) + 1
    return fixed(scaled, max(0, digits - max(1, whole))) + (unit?.name ?? "")
  }

  /// A number with at most three digits and a power of ten, such as a learning rate: `1.5e−3`.
  package static func power(_ value: Double) -> String {
    value.isFinite && value != 0 ? power(value, digits: 2) : short(value)
  }

  /// A whole number with its thousands apart: `12 345`.
  package static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      // A narrow no-break space keeps the number in one piece.
      if index > 0 && (digits.count - index) % 3 == 0 { result += "\u{202F}" }
      result.append(digit)
    }
    return (value < 0 ? "−" : "") + result
  }

  /// `value` with a fixed number of decimals and a true minus sign.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", abs(value))
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return (value < 0 && !isZero ? "−" : "") + text
  }

  /// A position in a drawing: one decimal, none when it is zero.
  package static func coordinate(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    guard abs(tenths) < 1e15 else { return "0" }
    let whole = Int(tenths)
    let text = String(whole.magnitude / 10)
    let digit = whole.magnitude % 10
    return (whole < 0 ? "-" : "") + (digit == 0 ? text : "\(text).\(digit)")
  }

  /// How many decimals show a step such as 0.5 or 0.02 exactly.
  private static func decimals(of step: Double) -> Int {
    var scaled = step
    for decimals in 0..<6 {
      if abs(scaled - scaled.rounded()) < 1e-6 * scaled { return decimals }
      scaled *= 10
    }
    return 6
  }

  private static func power(_ value: Double, digits: Int) -> String {
    let exponent = Int(log10(abs(value) * (1 + 1e-9)).rounded(.down))
    let mantissa = String(format: "%.\(digits)f", value / pow(10, Double(exponent)))
    var text = Substring(mantissa)
    if text.contains(".") {
      while text.hasSuffix("0") { text = text.dropLast() }
      if text.hasSuffix(".") { text = text.dropLast() }
    }
    return text.replacingOccurrences(of: "-", with: "−") + "e\(exponent)".replacing("-", with: "−")
  }
}
