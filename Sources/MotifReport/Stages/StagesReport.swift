internal import Foundation
internal import MotifCore

/// The report of a run of stages: a single HTML file that opens without network, with links to the pages of
/// its stages.
package struct StagesReport {
  private let folder: String
  private let stages: [StageAccount]
  private let colors: DomainColors

  /// The report of the run in `folder`, whose config lists `stages`.
  package init(folder: String, stages: [StageAccount]) {
    (self.folder, self.stages) = (folder, stages)
    colors = DomainColors(
      ofRun: folder + "/stages/1", others: stages.flatMap { RunReport.domains($0.records) })
  }

  /// Where the page of the run in `folder` is.
  package static func path(_ folder: String) -> String { folder + "/report.html" }

  private var begun: [StageAccount] { stages.filter(\.isBegun) }

  /// The key numbers of a stage.
  package struct Result: Encodable, Sendable, Equatable {
    /// The stage.
    package let stage: String
    /// What it does.
    package let kind: String
    /// What was measured; nil of a stage that takes no steps, or has taken none.
    package let summary: RunSummary?
    /// What it made of the model, where it has grown.
    package let growth: GrowthAccount?
  }

  /// The key numbers of all stages.
  package var results: [Result] {
    stages.map { stage in
      Result(
        stage: stage.name, kind: stage.kind,
        summary: stage.records.isEmpty ? nil : RunSummary(stage.records), growth: stage.growth)
    }
  }

  /// A few lines for the terminal: what each stage has come to.
  package var text: String {
    stages.map { stage in
      "\(stage.name): \(StageCard(stage).facts.joined(separator: ", "))"
    }.joined(separator: "\n")
  }

  /// The page.
  ///
  /// Cost: O(records · log records) of all stages.
  package var html: String {
    let curves = StageCurves(stages, colors: colors)
    let trained = begun.last { !$0.records.isEmpty }.map { folder + "/stages/" + $0.name }
    let config = FileManager.default.contents(atPath: folder + "/config.json")
    return ReportPage.html(
      title: URL(fileURLWithPath: folder).lastPathComponent,
      about: RunReport.about(
        folder, logged: RunLog.metricsPath(trained ?? folder)),
      sections: [ReportPage.facts(facts)]
        + ReportPage.section("What it learned", learned(curves))
        + ReportPage.section(
          "The stages", [ChartGrid(columns: (1, 2, 4)).html(stages.map { StageCard($0).html })])
        + ReportPage.section(
          "In numbers",
          StageTables(stages).html
            + (trained.flatMap { MachineAccount(folder: $0) }?.html ?? []))
        + ReportPage.section(
          "The config", [RunReport.config(config.map { String(decoding: $0, as: UTF8.self) } ?? "")]
        ))
  }

  private var facts: [(name: String, value: String)] {
    let seconds = stages.reduce(0) { $0 + $1.seconds }
    var result = [("stages", "\(begun.count) of \(stages.count)")]
    result.append(
      ("tokens", NumberText.short(Double(stages.reduce(0) { $0 &+ $1.tokens }), digits: 3)))
    if seconds > 0 { result.append(("time of the steps", ProgressLine.exact(seconds))) }
    let last = begun.last { $0.validation != nil }
    if let last, let validation = last.validation {
      result.append(("bits per byte at the end", NumberText.fixed(validation.after, 3)))
    }
    if let match = begun.last(where: { $0.exactMatch != nil })?.exactMatch {
      result.append(("right at the end", "\(match.correct) of \(match.items)"))
    }
    return result
  }

  private func learned(_ curves: StageCurves) -> [String] {
    let scores = stages.filter { !$0.scores.isEmpty }
    let bars =
      [
        bars("pretrain", "Exact match of the base model"),
        bars("finetune", "Exact match in a chat"),
      ]
      + scores.map { TaskScore.bars($0.scores, title: "Evaluation, \($0.name)") }
    let legend =
      curves.bands.isEmpty ? "" : ReportPage.legend(curves.bands, unit: "tokens")
    let domains = curves.byDomain
    return [SamplesByStage(stages).html, legend]
      + [
        ReportPage.charts([curves.total], prefix: "all", others: bars),
        domains.count > 1
          ? "<h3>Bits per byte, each domain</h3>"
            + "<p class=\"note\">Dashed: what a model that knows the text's generator by heart would "
            + "need.</p>" + ReportPage.smallCharts(domains, prefix: "domain") : "",
      ]
  }

  /// Right answers of each family after each stage of `kind`.
  private func bars(_ kind: String, _ title: String) -> String {
    let trained = stages.filter { $0.kind == kind && $0.results != nil }
    var names: [String] = []
    for name in trained.flatMap({ $0.matches.map(\.domain) }) where !names.contains(name) {
      names.append(name)
    }
    return BarList(
      title,
      note: "Fresh questions answered to the letter after each stage; its page has them by family.",
      groups: names.map { name in
        .init(
          title: name,
          bars: trained.compactMap { stage in
            stage.matches.first { $0.domain == name }
              .map {
                // Which answers ended stands in the table.
                .init(
                  stage.name,
                  .init(domain: name, correct: $0.correct, items: $0.items), color: colors[name])
              }
          })
      }
    ).html
  }
}
