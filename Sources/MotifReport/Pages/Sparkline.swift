/// A curve of block characters for the terminal.
package enum Sparkline {
  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// Draws `values` in at most `width` characters.
  ///
  /// Each is the mean of an equal part; a part without a finite value is a space. A constant is
  /// drawn at the lowest block.
  package static func text(_ values: [Double], width: Int) -> String {
    precondition(width > 0, "a sparkline needs a width, not \(width)")
    let count = min(width, values.count)
    let means = (0..<count).map { part -> Double? in
      let range = part * values.count / count..<(part + 1) * values.count / count
      let finite = values[range].filter { abs($0) < 1e300 }
      return finite.isEmpty ? nil : finite.reduce(0) { $0 + $1 / Double(finite.count) }
    }
    guard let low = means.compactMap({ $0 }).min(), let high = means.compactMap({ $0 }).max() else {
      return ""
    }
    return String(
      means.map { mean -> Character in
        guard let mean else { return " " }
        return high > low ? blocks[min(7, Int((mean - low) / (high - low) * 8))] : blocks[0]
      })
  }
}
