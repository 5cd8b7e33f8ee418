/// The names at the right ends of a chart's lines, moved apart so that none covers another.
struct ChartLabels: Equatable {
  /// A name and where it stands.
  struct Label: Equatable {
    /// The index of the line.
    let series: Int
    /// The name, shortened when it is long.
    let text: String
    /// The height at which the line ends.
    let end: Double
    /// The height at which the name stands.
    var y: Double
  }

  /// The least distance between two names.
  static let spacing = 13.0
  private static let longestName = 18
  private(set) var labels: [Label] = []

  /// Places the names of lines that end at `ends`, within `range`.
  ///
  /// When there are more names than there is room, evenly chosen ones are left, with the first and
  /// the last.
  init(_ ends: [(series: Int, name: String, y: Double)], range: ClosedRange<Double>) {
    let room = Int((range.upperBound - range.lowerBound) / Self.spacing) + 1
    let kept = Self.evenly(ends, count: ends.count > room ? min(room, 8) : ends.count)
    labels = kept.map {
      Label(series: $0.series, text: Self.shortened($0.name), end: $0.y, y: $0.y)
    }
    labels.sort { $0.end == $1.end ? $0.series < $1.series : $0.end < $1.end }
    spread(in: range)
  }

  /// Clears the distance downwards, then what ran over the lower end upwards again.
  private mutating func spread(in range: ClosedRange<Double>) {
    var free = range.lowerBound
    for index in labels.indices {
      labels[index].y = max(labels[index].y, free)
      free = labels[index].y + Self.spacing
    }
    free = range.upperBound
    for index in labels.indices.reversed() {
      labels[index].y = min(labels[index].y, free)
      free = labels[index].y - Self.spacing
    }
  }

  private static func evenly<Element>(_ elements: [Element], count: Int) -> [Element] {
    guard count < elements.count, count > 1 else { return elements }
    return (0..<count).map { elements[$0 * (elements.count - 1) / (count - 1)] }
  }

  private static func shortened(_ name: String) -> String {
    name.count <= longestName ? name : name.prefix(longestName - 1) + "…"
  }

  /// About how wide `text` is at 12 units: wide scripts take a whole square a letter.
  static func width(_ text: String) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 12 : 6.7) }
  }
}
