internal import MotifCore

/// The frame of a report: one HTML file with its style, its charts and a small script for values.
///
/// Nothing is loaded from elsewhere, and without the script everything but the values at the cursor is
/// there.
enum ReportPage {
  /// A page of sections; `sections` are HTML, and so is `about`, what stands below the title.
  static func html(title: String, about: [String] = [], sections: [String]) -> String {
    let title = LineChart.escaped(title)
    let lines = about.map { "<p class=\"about\">\($0)</p>" }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>
      \(ChartStyle.css)\(style)</style>
      </head>
      <body>
      <main>
      \((["<h1>\(title)</h1>"] + lines).joined(separator: "\n"))
      \(sections.joined(separator: "\n"))
      </main>
      <script>
      \(script)</script>
      </body>
      </html>

      """
  }

  /// A part of a page under a heading; nothing where there is nothing in it.
  static func section(_ title: String, _ parts: [String], note: String = "") -> [String] {
    let parts = parts.filter { !$0.isEmpty }
    guard !parts.isEmpty else { return [] }
    let sentence = note.isEmpty ? [] : ["<p class=\"note\">\(LineChart.escaped(note))</p>"]
    return [
      (["<section>", "<h2>\(LineChart.escaped(title))</h2>"] + sentence + parts + ["</section>"])
        .joined(separator: "\n")
    ]
  }

  /// The charts that have values, side by side where the window is wide enough; those of one value
  /// throughout are a line of text.
  ///
  /// - Parameter others: elements of HTML that stand before the charts.
  static func charts(
    _ charts: [LineChart], prefix: String = "chart", others: [String] = []
  ) -> String {
    let drawn = charts.filter { !$0.isEmpty && $0.constant == nil }
    let still = charts.compactMap { chart in
      chart.constant.map { "\(chart.title): \(NumberText.short($0)) \(chart.yLabel) throughout." }
    }
    let figures = drawn.enumerated().map { figure($1, id: "\(prefix)-\($0 + 1)") }
    return ChartGrid(columns: (1, 2, 3)).html(others.filter { !$0.isEmpty } + figures)
      + (still.isEmpty
        ? "" : "<p class=\"note\">\(LineChart.escaped(still.joined(separator: " ")))</p>")
  }

  /// Small charts that are read together, many in a row.
  static func smallCharts(_ charts: [LineChart], prefix: String) -> String {
    let figures = charts.filter { !$0.isEmpty }.enumerated().map { index, chart in
      var chart = chart
      chart.isSmall = true
      return figure(chart, id: "\(prefix)-\(index + 1)")
    }
    return ChartGrid(columns: (2, 3, 5)).html(figures)
  }

  /// A chart of curves that are no course of a run.
  static func curves(_ chart: LineChart) -> String { figure(chart, id: "curves") }

  /// Key numbers with their names.
  static func facts(_ facts: [(name: String, value: String)]) -> String {
    let rows = facts.map {
      "<div><dt>\(LineChart.escaped($0.name))</dt><dd>\(LineChart.escaped($0.value))</dd></div>"
    }
    return "<dl class=\"facts\">\n\(rows.joined(separator: "\n"))\n</dl>"
  }

  /// `text` as it may stand between tags that keep its lines.
  static func preformatted(_ text: String) -> String {
    VisibleText.of(text).split(separator: "\n", omittingEmptySubsequences: false)
      .map { LineChart.escaped(String($0)) }.joined(separator: "\n")
  }

  private static func figure(_ chart: LineChart, id: String) -> String {
    "<figure><h3>\(LineChart.escaped(chart.title))</h3>\n" + chart.svg(id: id)
      + (chart.note.isEmpty
        ? "" : "<figcaption>\(LineChart.escaped(chart.note))</figcaption>\n") + "</figure>"
  }

  /// What is shaded in the charts: a swatch and a name for each stretch, and where it ends.
  static func legend(_ bands: [LineChart.Band], unit: String = "step") -> String {
    let entries = bands.enumerated().map { index, band in
      let end =
        Int(exactly: band.end.rounded()).map {
          unit == "step"
            ? " to step " + NumberText.grouped($0)
            : " to " + NumberText.short(Double($0), digits: 3) + " " + unit
        } ?? ""
      return "<li><span class=\"swatch \(ChartStyle.shade(index))\"></span>"
        + LineChart.escaped(band.name + end) + "</li>"
    }
    return "<ul class=\"legend\" aria-label=\"Shaded in the charts\">\n"
      + entries.joined(separator: "\n") + "\n</ul>"
  }

  /// A table whose columns are numbers but for those of `words`: the first, which names the row, and
  /// others.
  static func table(
    caption: String, head: [String], rows: [[String]], words: Set<Int> = []
  ) -> String {
    func name(_ column: Int) -> String { words.contains(column) ? " class=\"words\"" : "" }
    let headCells = head.enumerated().map {
      "<th scope=\"col\"\(name($0))>\(LineChart.escaped($1))</th>"
    }
    let body = rows.map { row in
      let cells = row.enumerated().map { index, cell in
        index == 0
          ? "<th scope=\"row\">\(LineChart.escaped(cell))</th>"
          : "<td\(name(index))>\(LineChart.escaped(cell))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return """
      <div class="scroll"><table>
      <caption>\(LineChart.escaped(caption))</caption>
      <thead><tr>\(headCells.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }
}
