internal import MotifCore

extension LineChart {
  /// Charts as one SVG file of its own: row by row, `columns` in a row.
  package static func svgDocument(
    title: String, stacking charts: [LineChart], columns: Int = 1
  ) -> String {
    var parts: [String] = []
    var (x, y, rowHeight) = (0.0, 0.0, 0.0)
    for (index, chart) in charts.enumerated() {
      let drawing = ChartDrawing(chart, id: "chart-\(index + 1)", showsTitle: true)
      parts.append(drawing.group(x: x, y: y))
      rowHeight = max(rowHeight, drawing.height)
      x += ChartDrawing.width
      if (index + 1) % columns == 0 || index + 1 == charts.count {
        y += rowHeight
        (x, rowHeight) = (0, 0)
      }
    }
    let width = ChartDrawing.width * Double(columns)
    let size = "\(NumberText.coordinate(width)) \(NumberText.coordinate(y))"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" role="img">
      <title>\(escaped(title))</title>
      <style>\(ChartStyle.css)svg{background:var(--paper);display:block;max-width:\(720 * columns)px}</style>
      \(parts.joined(separator: "\n"))
      </svg>

      """
  }
}

extension ChartDrawing {
  /// The drawing as a part of a larger one, its upper left corner at `x`, `y`.
  func group(x: Double, y: Double) -> String {
    let place = "\(NumberText.coordinate(x)) \(NumberText.coordinate(y))"
    return (["<g class=\"chart\" transform=\"translate(\(place))\">"] + content + ["</g>"])
      .joined(separator: "\n")
  }
}
