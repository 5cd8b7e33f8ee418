internal import MotifCore

/// What a stage is and did, on a card.
struct StageCard {
  private let stage: StageAccount

  /// The card of `stage`.
  init(_ stage: StageAccount) { self.stage = stage }

  private var kind: String {
    switch stage.kind {
    case "pretrain": "trains on documents"
    case "finetune": "trains on conversations"
    case "grow": "enlarges the model"
    case "evaluate": "asks what the model can do"
    default: stage.kind
    }
  }

  /// What it did, in a few words each.
  var facts: [String] {
    guard stage.isBegun else { return ["not begun"] }
    var result: [String] = []
    if !stage.records.isEmpty {
      result.append(
        "\(NumberText.short(Double(stage.tokens), digits: 3)) tokens in "
          + ProgressLine.exact(stage.seconds))
    }
    if let (before, after) = stage.validation {
      result.append(
        "validation \(NumberText.fixed(before, 3)) → \(NumberText.fixed(after, 3)) bits per byte")
    }
    if let match = stage.exactMatch {
      result.append("\(match.correct) of \(match.items) questions right")
    }
    if let growth = stage.growth {
      result.append(
        "\(NumberText.grouped(growth.before)) → \(NumberText.grouped(growth.after)) parameters")
      result.append(
        growth.difference.map {
          "the function was kept: logits differ by at most \(NumberText.short($0)) of the largest"
        } ?? "the logits were not compared")
    }
    if !stage.scores.isEmpty {
      let tasks = Set(stage.scores.map(\.task)).count
      result.append("\(tasks) tasks asked")
    }
    return result
  }

  /// An element of HTML.
  var html: String {
    let section = stage.section.map {
      "<p class=\"note\">In the report: \(LineChart.escaped($0)).</p>"
    }
    let facts = facts
    let list = facts.map { "<li>\(LineChart.escaped($0))</li>" }.joined()
    let link = stage.link.map {
      "<p class=\"about\"><a href=\"\(LineChart.escaped($0))\">Its page</a></p>"
    }
    return "<div class=\"card\"><h3>\(LineChart.escaped(stage.name))</h3>"
      + "<p class=\"about\">\(LineChart.escaped(kind))</p>" + (section ?? "")
      + "<ul>\(list)</ul>" + (link ?? "") + "</div>"
  }
}
