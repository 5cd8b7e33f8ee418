/// A line chart that becomes SVG text: a few named lines over one horizontal axis.
///
/// ``svg(id:)`` is for a page that carries ``ChartStyle/css``; ``svgDocument()`` stands alone. The
/// drawing is 420 units wide with text of 12 units, so that it stays readable at the width of a
/// phone, and colours follow the reader's light or dark setting. Lines are named at their right
/// ends instead of in a legend. Values that are NaN, infinite, or ≤ 0 on a logarithmic axis are
/// gaps.
package struct LineChart: Sendable, Equatable {
  /// A measured value.
  package struct Point: Sendable, Equatable {
    /// Where along the run.
    package let x: Double
    /// What was measured; NaN is a gap.
    package let y: Double

    /// The value `y` at `x`.
    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// The colour of a line.
  package enum Color: Sendable, Equatable {
    /// The n-th of twelve hues, the first six of which stay apart for colour-blind readers; from the
    /// thirteenth on dashed.
    case hue(Int)
    /// The colour of the text: for a total among parts.
    case ink
    /// A place from 0 to 1 on a scale of colours, for many ordered lines such as layers.
    case ramp(Double)
  }

  /// How a line is drawn.
  package enum Stroke: Sendable, Equatable {
    /// A line.
    case solid
    /// A thin pale line behind the others, such as values before smoothing.
    case faint
    /// A dashed line, such as a plan.
    case dashed
    /// A line with a dot at every value, for values that are few.
    case dotted
    /// The surface between the line and the one of the area before it: a part of a stack.
    case area
    /// A thin dashed line across areas, such as what was planned; its values are those of the stack.
    case edge
  }

  /// A named line.
  package struct Series: Sendable, Equatable {
    /// What the line shows; used by its label and by the values under the pointer.
    package var name: String
    /// The values, x ascending.
    package var points: [Point]
    /// The colour.
    package var color: Color
    /// The kind of line.
    package var stroke: Stroke
    /// Whether the name stands at the line's end.
    package var isLabelled: Bool

    /// A line through `points`.
    package init(
      _ name: String, _ points: [Point], color: Color = .hue(0), stroke: Stroke = .solid,
      isLabelled: Bool = true
    ) {
      self.name = name
      self.points = points
      self.color = color
      self.stroke = stroke
      self.isLabelled = isLabelled
    }
  }

  /// A stretch of the horizontal axis that is shaded behind the lines.
  package struct Band: Sendable, Equatable {
    /// What the stretch is called.
    package let name: String
    /// Where it begins.
    package let start: Double
    /// Where it ends.
    package let end: Double

    /// The stretch from `start` to `end`.
    package init(_ name: String, from start: Double, to end: Double) {
      (self.name, self.start, self.end) = (name, start, end)
    }
  }

  /// Where the vertical axis ends although values lie above it.
  package enum Cut: Sendable, Equatable {
    /// Nowhere: it reaches to the largest value.
    case none
    /// Above the values behind the first tenth of a curve that falls like an L; nowhere for others.
    case automatic
    /// At a value.
    case at(Double)
  }

  /// The heading.
  package var title: String
  /// What the vertical axis measures, with its unit.
  package var yLabel: String
  /// What the horizontal axis measures.
  package var xLabel: String
  /// The lines, drawn in this order.
  package var series: [Series]
  /// The horizontal axis' scale.
  package var xScale: AxisScale
  /// The vertical axis' scale.
  package var yScale: AxisScale
  /// Whether the vertical axis reaches down to zero; a logarithmic axis never does.
  package var includesZero: Bool
  /// A sentence that says how to read the chart.
  package var note: String
  /// What is shaded.
  package var bands: [Band]
  /// Where the vertical axis is cut; what lies above is named at its upper end.
  package var cut = Cut.none
  /// Whether the chart is one of many small ones.
  package var isSmall = false

  /// A chart of `series`.
  package init(
    title: String, yLabel: String, xLabel: String = "step", series: [Series],
    xScale: AxisScale = .linear, yScale: AxisScale = .linear, includesZero: Bool = false,
    note: String = "", bands: [Band] = []
  ) {
    self.title = title
    self.yLabel = yLabel
    self.xLabel = xLabel
    self.series = series
    self.xScale = xScale
    self.yScale = yScale
    self.includesZero = includesZero
    self.note = note
    self.bands = bands
  }

  /// The same chart with `bands` shaded.
  func shaded(_ bands: [Band]) -> LineChart {
    var chart = self
    chart.bands = bands
    return chart
  }

  /// The same chart with its vertical axis cut.
  func cut(_ cut: Cut) -> LineChart {
    var chart = self
    chart.cut = cut
    return chart
  }

  /// Whether there is no value to draw.
  package var isEmpty: Bool { series.allSatisfy { !$0.points.contains(where: isDrawable) } }

  func isDrawable(_ point: Point) -> Bool {
    ChartAxis.accepts(point.x, xScale) && ChartAxis.accepts(point.y, yScale)
  }
}
