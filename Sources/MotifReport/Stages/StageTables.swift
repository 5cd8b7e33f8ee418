internal import MotifCore

/// The tables of the report with the numbers of this run; those that it has no numbers for are left out.
struct StageTables {
  private let stages: [StageAccount]

  /// The tables of `stages`.
  init(_ stages: [StageAccount]) { self.stages = stages }

  /// The tables, as elements of HTML.
  var html: [String] {
    [architecture]
      + stages.map {
        TaskScore.table(TaskScore.wholes($0.scores), caption: "Evaluation, \($0.name)")
      }
      + [finetuning]
  }

  /// The sizes of the model, a column for each shape that it had.
  private var architecture: String {
    var shapes: [StageAccount] = []
    for stage in stages where !stage.architecture.isEmpty {
      let before = shapes.last?.architecture.map(\.value)
      if before != stage.architecture.map(\.value) { shapes.append(stage) }
    }
    guard let first = shapes.first else { return "" }
    let rows = first.architecture.map { name, _ in
      [name] + shapes.map { shape in shape.architecture.first { $0.name == name }?.value ?? "–" }
    }
    return ReportPage.table(
      caption: "Architecture", head: ["from stage"] + shapes.map(\.name), rows: rows)
  }

  /// What each stage of fine-tuning changed.
  private var finetuning: String {
    let rows = stages.filter { $0.kind == "finetune" && !$0.records.isEmpty }.map { stage in
      let ended = stage.results?.exactMatch.compactMap(\.ended) ?? []
      return [
        stage.name, NumberText.short(Double(stage.tokens), digits: 3),
        stage.validation.map { NumberText.fixed($0.before, 3) } ?? "–",
        stage.validation.map { NumberText.fixed($0.after, 3) } ?? "–",
        stage.exactMatch.map { "\($0.correct) of \($0.items)" } ?? "–",
        ended.isEmpty ? "–" : "\(ended.reduce(0, &+))",
      ]
    }
    return rows.isEmpty
      ? ""
      : ReportPage.table(
        caption: "Supervised fine-tuning by stage",
        head: ["stage", "tokens", "bits per byte before", "after", "right", "answers ended"],
        rows: rows)
  }
}
