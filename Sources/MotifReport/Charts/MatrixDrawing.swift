internal import Foundation
internal import MotifCore

/// What each word reads of those before it, as a triangle of cells: the more, the darker.
///
/// Cells of one darkness are one path, and the numbers stand beside them once, in thousandths, for the
/// cursor.
struct MatrixDrawing {
  /// The word of each row and column.
  let words: [String]
  /// The values of each row, its first to its own place.
  let rows: [[Double]]

  private static let size = 14.0
  private static let levels = 10
  private static let longestWord = 10

  /// An SVG element called `id` that is described as `title`.
  func svg(id: String, title: String) -> String {
    let names = words.map(Self.shortened)
    let left = 8 + (names.map(ChartLabels.width).max() ?? 0)
    let top = 4.0
    let side = Self.size * Double(words.count)
    // Names of columns are turned by a right angle below the triangle.
    let (width, height) = (left + side + 4, top + side + left)
    func at(_ value: Double) -> String { NumberText.coordinate(value) }
    let rowNames = names.indices.map { index in
      "<text class=\"row\" x=\"\(at(left - 5))\" y=\"\(at(top + Self.size * (Double(index) + 0.8)))\" "
        + "text-anchor=\"end\">\(LineChart.escaped(names[index]))</text>"
    }
    let columnNames = names.indices.map { index in
      let x = at(left + Self.size * (Double(index) + 0.8))
      return "<text x=\"\(x)\" y=\"\(at(top + side + 5))\" text-anchor=\"end\" "
        + "transform=\"rotate(-90 \(x) \(at(top + side + 5)))\">\(LineChart.escaped(names[index]))</text>"
    }
    let numbers = rows.map { row in
      row.map { "\(Int(($0 * 1000).rounded()))" }.joined(separator: " ")
    }.joined(separator: ";")
    let description = LineChart.escaped(
      "\(title). Row by row what a word reads of each word before it and of itself.")
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" id=\"\(id)\" tabindex=\"0\" "
      + "viewBox=\"0 0 \(at(width)) \(at(height))\" role=\"img\" aria-label=\"\(description)\" "
      + "data-cell=\"\(at(left)) \(at(top)) \(at(Self.size))\" data-rows=\"\(numbers)\">\n"
      + (cells(left: left, top: top) + rowNames + columnNames).joined(separator: "\n")
      + "\n</svg>\n"
  }

  /// A path of all cells of each darkness, and the frame of the triangle.
  private func cells(left: Double, top: Double) -> [String] {
    func at(_ value: Double) -> String { NumberText.coordinate(value) }
    let scale = max(1e-9, rows.flatMap { $0.map(abs) }.max() ?? 0)
    var paths: [Int: String] = [:]
    var frame = ""
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() {
        let (x, y) = (left + Self.size * Double(j), top + Self.size * Double(i))
        let square = "M\(at(x)) \(at(y))h\(at(Self.size))v\(at(Self.size))h-\(at(Self.size))z"
        frame += square
        let level = Int((darkness(value / scale) * Double(Self.levels)).rounded())
        if level != 0 { paths[level, default: ""] += square }
      }
    }
    return paths.sorted { $0.key < $1.key }.map { level, path in
      let opacity = NumberText.fixed(Double(abs(level)) / Double(Self.levels), 1)
      return
        "<path class=\"\(level > 0 ? "plus" : "minus")\" fill-opacity=\"\(opacity)\" d=\"\(path)\"/>"
    } + ["<path class=\"frame\" d=\"\(frame)\"/>"]
  }

  /// The root of a share with its sign, so that small ones can be seen beside a whole.
  private func darkness(_ share: Double) -> Double {
    share < 0 ? -(-share).squareRoot() : share.squareRoot()
  }

  /// A word in one line, with its spaces to be seen.
  private static func shortened(_ word: String) -> String {
    let visible = VisibleText.of(word.replacing("\n", with: "⏎").replacing(" ", with: "␣"))
    return visible.count <= longestWord ? visible : visible.prefix(longestWord - 1) + "…"
  }
}
