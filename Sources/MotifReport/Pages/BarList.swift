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

  /// Bars under a heading of their own; an empty one has none.
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
    return "<div class=\"bars\"><h3>\(LineChart.escaped(title))</h3>\(sentence)\n"
      + groups.map(Self.html).joined(separator: "\n") + "\n</div>"
  }

  private static func html(_ group: Group) -> String {
    let title =
      group.title.isEmpty ? "" : "<div class=\"group\">\(LineChart.escaped(group.title))</div>\n"
    return title + group.bars.map(html).joined(separator: "\n")
  }

  private static func html(_ bar: Bar) -> String {
    let share = bar.share.isFinite ? max(0, min(1, bar.share)) : 0
    let width = NumberText.coordinate(share * 100)
    return "<div class=\"bar\"><b>\(LineChart.escaped(bar.name))</b>"
      + "<span><i class=\"\(bar.color.classes)\"\(bar.color.style(and: "width:\(width)%"))></i></span>"
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
