extension LineChart.Color {
  /// The classes of ``ChartStyle/css`` that give an element the colour.
  var classes: String {
    switch self {
    case .ink: "ink"
    case .ramp: "ramp"
    case .hue(let hue): "c\(abs(hue) % ChartStyle.hueCount)"
    }
  }

  /// ``classes`` behind a space, to follow other classes.
  var paddedClasses: String { " " + classes }

  /// The attribute that an element needs beside the classes, with `more` declarations; nothing where
  /// there are none.
  func style(and more: String = "") -> String {
    var declarations = more.isEmpty ? [] : [more]
    if case .ramp(let place) = self {
      declarations.append("--t:\(Int((max(0, min(1, place)) * 100).rounded()))%")
    }
    return declarations.isEmpty ? "" : " style=\"\(declarations.joined(separator: ";"))\""
  }

  /// The colour of the `index`-th of `count` layers.
  static func layer(_ index: Int, of count: Int) -> LineChart.Color {
    .ramp(Double(index) / Double(max(1, count - 1)))
  }
}
