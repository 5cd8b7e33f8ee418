internal import MotifCore

/// Bars with a name before and a number behind each, in groups.
///
/// They are text and boxes, so that they need no cursor: every value stands there to read.
struct BarList {
  /// One bar.
  struct Bar {
    /// What is measured.
    let name: String
    /// How much of the width is filled, from 0 to 1.
    let share: Double
    /// The value in words.
    let text: String
    /// The colour.
    var color = LineChart.Color.hue(0)
  }

  /// The bars of one row of a grid, whose columns are the bars of one name; without a title they are a
  /// list.
  struct Group {
    let title: String
    let bars: [Bar]
  }

  /// The heading.
  let title: String
  /// What the bars say, in a sentence.
  let note: String
  let groups: [Group]

  /// The bars of `groups`.
  init(_ title: String, note: String = "", groups: [Group]) {
    (self.title, self.note) = (title, note)
    self.groups = groups.filter { !$0.bars.isEmpty }
  }

  /// The bars of one group.
  init(_ title: String, note: String = "", _ bars: [Bar]) {
    self.init(title, note: note, groups: [Group(title: "", bars: bars)])
  }

  /// An element of HTML; nothing without bars.
  var html: String {
    guard !groups.isEmpty else { return "" }
    let sentence = note.isEmpty ? "" : "<p class=\"note\">\(LineChart.escaped(note))</p>"
    let isGrid = groups.contains { !$0.title.isEmpty }
    let bars = groups.flatMap(\.bars)
    let columns = bars.count > Self.longList ? " long" : ""
    return "<div class=\"bars\"><h3>\(LineChart.escaped(title))</h3>\(sentence)\n"
      + (isGrid
        ? grid
        : "<div class=\"list\(columns)\">\(bars.map(Self.html).joined(separator: "\n"))</div>")
      + "\n</div>"
  }

  /// A name that may be broken where its words meet.
  private static func name(_ name: String) -> String {
    LineChart.escaped(name).replacing("_", with: "_<wbr>").replacing("/", with: "/<wbr>")
  }

  /// From how many bars on a list stands in columns.
  private static let longList = 12

  /// A row for each group and a column for each name of a bar.
  private var grid: String {
    var names: [String] = []
    for bar in groups.flatMap(\.bars) where !names.contains(bar.name) { names.append(bar.name) }
    let head = names.map { "<th scope=\"col\">\(LineChart.escaped($0))</th>" }.joined()
    let rows = groups.map { group in
      let cells = names.map { name in
        group.bars.first { $0.name == name }.map { bar in
          "<td>\(Self.box(bar))<em>\(LineChart.escaped(bar.text))</em></td>"
        } ?? "<td></td>"
      }
      return "<tr><th scope=\"row\">\(Self.name(group.title))</th>\(cells.joined())</tr>"
    }
    return "<table><thead><tr><th></th>\(head)</tr></thead>\n<tbody>"
      + rows.joined(separator: "\n") + "</tbody></table>"
  }

  /// The box that is filled as far as the value goes.
  private static func box(_ bar: Bar) -> String {
    let share = bar.share.isFinite ? max(0, min(1, bar.share)) : 0
    let width = NumberText.coordinate(share * 100)
    return "<span><i class=\"\(bar.color.classes)\"\(bar.color.style(and: "width:\(width)%"))>"
      + "</i></span>"
  }

  private static func html(_ bar: Bar) -> String {
    "<div class=\"bar\"><b>\(name(bar.name))</b>\(box(bar))"
      + "<em>\(LineChart.escaped(bar.text))</em></div>"
  }
}

extension BarList.Bar {
  /// Right answers of those that were asked for.
  init(_ name: String, _ match: TrainingSummary.ExactMatch, color: LineChart.Color) {
    let share = Double(match.correct) / Double(max(1, match.items))
    let ended = match.ended.map { ", \(NumberText.grouped($0)) ended" } ?? ""
    self.init(
      name: name, share: share,
      text: "\(NumberText.grouped(match.correct)) of \(NumberText.grouped(match.items))\(ended)",
      color: color)
  }
}
