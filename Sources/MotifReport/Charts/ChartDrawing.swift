internal import MotifCore

/// One drawing of a chart: where everything lies, and the SVG text.
struct ChartDrawing {
  /// The width of a chart that is not small.
  static let width = 420.0
  /// All lines of a chart share this many points, so that forty layers cost no more than four runs.
  private static let pointBudget = 4000

  private let chart: LineChart
  private let id: String
  private let showsTitle: Bool
  private let xAxis: ChartAxis
  private let yAxis: ChartAxis
  let width: Double
  let height: Double
  /// The value at which lines leave the drawing at its top; nil where none does.
  private let ceiling: Double?
  private let lines: [[LineChart.Point]]
  private var labels: ChartLabels
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  init(_ chart: LineChart, id: String, showsTitle: Bool) {
    self.chart = chart
    self.id = id
    self.showsTitle = showsTitle
    let drawn = chart.series.flatMap { $0.points.filter(chart.isDrawable) }
    let ticks = chart.isSmall ? 3 : 5
    let ceiling = chart.ceiling
    self.ceiling = ceiling
    xAxis = ChartAxis(values: drawn.map(\.x), scale: chart.xScale, tickCount: ticks, padded: false)
    yAxis = ChartAxis(
      values: drawn.map(\.y).filter { $0 <= ceiling ?? .infinity }, scale: chart.yScale,
      tickCount: ticks, padded: true, includesZero: chart.includesZero)
    width = chart.isSmall ? Self.width / 2 : Self.width
    top = showsTitle ? 46 : 24
    bottom = top + (chart.isSmall ? 90 : 180)
    height = bottom + 36
    left = 12 + (yAxis.tickTexts.map(ChartLabels.width).max() ?? 0)
    let names = chart.series.filter(\.isLabelled).map { String($0.name.prefix(18)) }
    right = width - 12 - max(14, names.map { ChartLabels.width($0) + 6 }.max() ?? 0)
    let share = Self.pointBudget / 2 / max(1, chart.series.count)
    let buckets = max(24, min(Int(right - left), share))
    lines = chart.series.map {
      LineChart.thinned($0.points, buckets: buckets, isDrawable: chart.isDrawable)
    }
    labels = ChartLabels([], range: top + 4...bottom - 4)
    let ends = chart.series.indices.compactMap { index -> (series: Int, name: String, y: Double)? in
      let series = chart.series[index]
      guard series.isLabelled, let last = series.points.last(where: chart.isDrawable) else {
        return nil
      }
      // The name of a surface stands in its middle.
      return (index, series.name, y((last.y + floor(below: index, at: last.y)) / 2))
    }
    labels = ChartLabels(ends, range: top + 4...bottom - 4)
  }

  /// The last value of the area that the one of series `index` lies on.
  private func floor(below index: Int, at value: Double) -> Double {
    guard chart.series[index].stroke == .area else { return value }
    return chart.series[..<index].last { $0.stroke == .area }?
      .points.last(where: chart.isDrawable)?.y ?? 0
  }

  private func x(_ value: Double) -> Double { left + xAxis.fraction(value) * (right - left) }
  private func y(_ value: Double) -> Double { bottom - yAxis.fraction(value) * (bottom - top) }
  private func at(_ value: Double) -> String { NumberText.coordinate(value) }

  var text: String {
    let style =
      showsTitle ? ["<style>\(ChartStyle.css).chart{background:var(--paper)}</style>"] : []
    return ([opening] + style + content + ["</svg>\n"]).joined(separator: "\n")
  }

  /// What is drawn, without the element around it.
  var content: [String] {
    var parts: [String] = []
    if showsTitle {
      parts.append(#"<text class="heading" x="4" y="18">\#(LineChart.escaped(chart.title))</text>"#)
    }
    let caption = LineChart.escaped(chart.yLabel)
    parts.append(#"<text x="4" y="\#(at(top - 11))">\#(caption)</text>"#)
    if chart.isEmpty {
      parts.append(
        #"<text x="\#(at(width / 2))" y="\#(at((top + bottom) / 2))" text-anchor="middle">no values yet</text>"#
      )
    } else {
      parts.append(contentsOf: chart.bands.indices.compactMap(band))
      parts.append(contentsOf: axes)
      parts.append(contentsOf: cut(chart.series.indices.map(drawn)))
      parts.append(contentsOf: turns)
      parts.append(contentsOf: labels.labels.map(label))
    }
    return parts
  }

  /// The element with what a reader of the screen hears, and the scales for values under the
  /// pointer.
  private var opening: String {
    let names = chart.series.map(\.name).joined(separator: ", ")
    let title = LineChart.escaped(chart.title)
    let description = LineChart.escaped(
      "\(chart.yLabel) by \(chart.xLabel). Lines: \(names). \(chart.note)")
    let scale =
      [left, right, xAxis.range.lowerBound, xAxis.range.upperBound].map(\.description)
      + [bottom, top, yAxis.range.lowerBound, yAxis.range.upperBound].map(\.description)
      + [chart.yScale, chart.xScale].map { $0 == .linear ? "0" : "1" }
    return
      #"<svg xmlns="http://www.w3.org/2000/svg" class="chart\#(chart.isSmall ? " small" : "")" id="\#(id)" "#
      + #"viewBox="0 0 \#(at(width)) \#(at(height))" role="img" "#
      + #"aria-labelledby="\#(id)-title \#(id)-desc" "# + (showsTitle ? "" : #"tabindex="0" "#)
      + #"data-x="\#(LineChart.escaped(chart.xLabel))" data-scale="\#(scale.joined(separator: " "))">"#
      + "\n" + #"<title id="\#(id)-title">\#(title)</title>"#
      + "\n" + #"<desc id="\#(id)-desc">\#(description)</desc>"#
  }

  /// `lines`, of which nothing is seen above the plot where the axis is cut.
  ///
  /// They keep their true places beyond the end, so that values can be read back from them.
  private func cut(_ lines: [String]) -> [String] {
    guard ceiling != nil else { return lines }
    let (x, y) = (at(left - 2), at(top))
    let (width, height) = (at(right - left + 4), at(bottom - top + 2))
    let largest = chart.series.flatMap { $0.points.filter(chart.isDrawable) }.map(\.y).max() ?? 0
    return [
      #"<svg x="\#(x)" y="\#(y)" width="\#(width)" height="\#(height)" "#
        + #"viewBox="\#(x) \#(y) \#(width) \#(height)">"#
    ] + lines + [
      "</svg>",
      #"<text x="\#(at(right))" y="\#(at(top - 11))" text-anchor="end">↑ to \#(NumberText.short(largest, digits: 3))</text>"#,
    ]
  }

  private var axes: [String] {
    var result: [String] = []
    let rules = yAxis.ticks.map { "M\(at(left)) \(at(y($0)))H\(at(right))" }.joined()
    result.append(#"<path class="grid" d="\#(rules)"/>"#)
    for (tick, text) in zip(yAxis.ticks, yAxis.tickTexts) {
      result.append(
        #"<text x="\#(at(left - 6))" y="\#(at(y(tick) + 4))" text-anchor="end">\#(text)</text>"#)
    }
    for (tick, text) in zip(xAxis.ticks, xAxis.tickTexts) {
      result.append(
        #"<text x="\#(at(x(tick)))" y="\#(at(bottom + 16))" text-anchor="middle">\#(text)</text>"#)
    }
    let middle = at((left + right) / 2)
    result.append(
      #"<text x="\#(middle)" y="\#(at(bottom + 31))" text-anchor="middle">"#
        + LineChart.escaped(chart.xLabel) + "</text>")
    return result
  }
}

extension ChartDrawing {
  /// A shaded stretch, nil outside of the axis; a drawing of its own has its name where there is room,
  /// a page has them in a legend.
  private func band(_ index: Int) -> String? {
    let band = chart.bands[index]
    let range = xAxis.range
    guard band.end > range.lowerBound, band.start < range.upperBound else { return nil }
    let start = x(max(band.start, range.lowerBound))
    let end = x(min(band.end, range.upperBound))
    let name = LineChart.escaped(band.name)
    let rectangle =
      #"<rect class="band \#(ChartStyle.shade(index))" x="\#(at(start))" y="\#(at(top))" "#
      + #"width="\#(at(max(1, end - start)))" height="\#(at(bottom - top))">"#
      + "<title>\(name)</title></rect>"
    guard showsTitle, end - start > ChartLabels.width(band.name) + 4 else { return rectangle }
    return rectangle
      + #"<text x="\#(at((start + end) / 2))" y="\#(at(top + 11))" text-anchor="middle">\#(name)</text>"#
  }

  /// Where one shaded stretch follows another, in charts whose surfaces hide what is behind them.
  private var turns: [String] {
    guard chart.series.contains(where: { $0.stroke == .area }) else { return [] }
    let range = xAxis.range
    let places = chart.bands.map(\.start).filter { range.lowerBound < $0 && $0 < range.upperBound }
    let path = places.map { "M\(at(x($0))) \(at(top))V\(at(bottom))" }.joined()
    return places.isEmpty ? [] : [#"<path class="turn" d="\#(path)"/>"#]
  }

  private func drawn(_ index: Int) -> String {
    switch chart.series[index].stroke {
    case .area: area(index)
    case .edge:
      #"<path class="edge" d="\#(path(lines[index].filter(chart.isDrawable)))"/>"#
    case .solid, .faint, .dashed, .dotted: line(index)
    }
  }

  /// `M… L…` through `points`.
  private func path(_ points: [LineChart.Point]) -> String {
    points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(at(x(point.x))) \(at(y(point.y)))"
    }.joined()
  }

  /// The surface down to the area before, or to zero; gaps are closed.
  private func area(_ index: Int) -> String {
    let series = chart.series[index]
    let upper = lines[index].filter(chart.isDrawable)
    guard let first = upper.first, let last = upper.last else { return "" }
    let before = chart.series[..<index].lastIndex { $0.stroke == .area }
    let lower =
      before.map { lines[$0].filter(chart.isDrawable) } ?? [.init(first.x, 0), .init(last.x, 0)]
    return
      #"<path class="area\#(Self.classes(series))" data-name="\#(LineChart.escaped(series.name))" "#
      + #"d="\#(path(upper + lower.reversed()))Z"/>"#
  }

  /// The line of a series, broken at gaps; a value between two gaps is a dot.
  private func line(_ index: Int) -> String {
    let series = chart.series[index]
    var path = ""
    var length = 0
    var last: (x: String, y: String)?
    func endStroke() {
      // A stroke of no length is drawn as a dot, because line caps are round.
      if length == 1, let last { path += "L\(last.x) \(last.y)" }
      length = 0
    }
    for point in lines[index] {
      guard chart.isDrawable(point) else {
        endStroke()
        continue
      }
      let place = (x: at(x(point.x)), y: at(y(point.y)))
      path += "\(length == 0 ? "M" : "L")\(place.x) \(place.y)"
      last = place
      length += 1
    }
    endStroke()
    var result =
      #"<path class="line\#(Self.classes(series))"\#(series.color.style()) "#
      + #"data-name="\#(LineChart.escaped(series.name))" d="\#(path)"/>"#
    if series.stroke == .dotted, lines[index].count <= 60 {
      for point in lines[index] where chart.isDrawable(point) {
        result +=
          #"<circle class="dot\#(Self.classes(series))"\#(series.color.style()) "#
          + #"cx="\#(at(x(point.x)))" cy="\#(at(y(point.y)))" r="2.2"/>"#
      }
    }
    return result
  }

  /// A name, with a hairline from the line's end when the line ends early or the name was moved.
  private func label(_ label: ChartLabels.Label) -> String {
    let series = chart.series[label.series]
    let classes = series.color.paddedClasses
    var result = ""
    let end = series.points.last(where: chart.isDrawable).map { x($0.x) } ?? right
    if right - end > 4 || abs(label.y - label.end) > 3 {
      result =
        #"<path class="leader\#(classes)"\#(series.color.style()) stroke-dasharray="1 3" "#
        + #"d="M\#(at(end)) \#(at(label.end))H\#(at(right + 1))L\#(at(right + 5)) \#(at(label.y))"/>"#
    }
    return result
      + #"<text class="label\#(classes)"\#(series.color.style()) x="\#(at(right + 7))" "#
      + #"y="\#(at(label.y + 4))">\#(LineChart.escaped(label.text))</text>"#
  }

  private static func classes(_ series: LineChart.Series) -> String {
    let stroke =
      switch series.stroke {
      case .solid, .dotted, .area, .edge: ""
      case .faint: " faint"
      case .dashed: " dashed"
      }
    guard case .hue(let hue) = series.color, hue >= ChartStyle.hueCount, stroke.isEmpty else {
      return series.color.paddedClasses + stroke
    }
    return series.color.paddedClasses + " wrapped"
  }
}
