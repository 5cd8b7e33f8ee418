internal import MotifCore

extension LineChart {
  /// The chart as an inline SVG element; `id` must be unique in its page and fit an XML name.
  ///
  /// Needs ``ChartStyle/css`` in the page. Lines are thinned to the extremes of about a unit of
  /// width, so the text stays small for any number of steps. Cost: O(points).
  package func svg(id: String) -> String { ChartDrawing(self, id: id, showsTitle: false).text }

  /// The chart as an SVG file of its own, with its heading and style.
  package func svgDocument() -> String {
    #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
      + ChartDrawing(self, id: "chart", showsTitle: true).text
  }

  /// `text` as it may stand in XML or HTML, between tags or in an attribute.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result += " "
      case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
