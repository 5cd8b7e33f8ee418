extension LineChart {
  /// Charts one below the other as an SVG file of its own.
  static func svgDocument(title: String, stacking charts: [LineChart]) -> String {
    var parts: [String] = []
    var y = 0.0
    for (index, chart) in charts.enumerated() {
      let drawing = ChartDrawing(chart, id: "chart-\(index + 1)", showsTitle: true)
      parts.append(drawing.group(y: y))
      y += drawing.height
    }
    let size = "\(NumberText.coordinate(ChartDrawing.width)) \(NumberText.coordinate(y))"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" role="img">
      <title>\(escaped(title))</title>
      <style>\(ChartStyle.css)svg{background:var(--paper);display:block;max-width:720px}</style>
      \(parts.joined(separator: "\n"))
      </svg>

      """
  }
}

extension ChartDrawing {
  /// The drawing as a part of a larger one, its upper edge at `y`.
  func group(y: Double) -> String {
    (["<g class=\"chart\" transform=\"translate(0 \(NumberText.coordinate(y)))\">"] + content
      + ["</g>"]).joined(separator: "\n")
  }
}
