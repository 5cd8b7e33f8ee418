internal import MotifCore

/// What a run has learned: texts that it writes, answers, and bits a byte of each domain.
struct LearnedSection {
  /// The charts of its domains.
  let domains: DomainCharts
  private let metrics: RunMetrics
  private let context: RunReport.Context

  /// What `metrics` say, and what else is known.
  init(_ metrics: RunMetrics, _ context: RunReport.Context) {
    let results = context.results
    domains = DomainCharts(
      metrics, floors: results?.floors ?? [:], ceilings: results?.ceilings ?? [:],
      colors: context.colors)
    (self.metrics, self.context) = (metrics, context)
  }

  /// Its parts; `legend` tells what is shaded in its charts.
  func parts(_ legend: String) -> [String] {
    func shaded(_ charts: [LineChart]) -> [LineChart] { charts.map { $0.shaded(context.phases) } }
    let small = ReportPage.smallCharts(
      shaded(domains.validationByDomain), prefix: "domain")
    let charts = ReportPage.charts(
      shaded(domains.overviews), prefix: "learned", others: [bars, small.isEmpty ? entropies : ""])
    return [context.results?.samplesSection ?? "", legend, charts]
      + (small.isEmpty ? [] : ["<h3>Bits per byte, each domain</h3>", domains.explanation, small])
      + [scores]
  }

  /// Right answers at the end, or at the last evaluation.
  private var bars: String {
    let matches = context.results?.exactMatch ?? []
    let note = "Fresh questions that were answered to the letter, greedily"
    guard matches.isEmpty else {
      return BarList(
        "Exact match",
        note: note
          + (context.results.map { ", after step \(NumberText.grouped($0.steps))." } ?? "."),
        matches.map { .init($0.domain, $0, color: domains.colors[$0.domain]) }
      ).html
    }
    return BarList(
      "Exact match so far", note: note + ".",
      metrics.lastTable("exactMatch").map {
        .init(
          name: $0.name, share: $0.value, text: NumberText.fixed($0.value * 100, 0) + " %",
          color: domains.colors[$0.name])
      }
    ).html
  }

  /// Bits a byte of each domain beside what its bytes need, of a run with one evaluation.
  private var entropies: String {
    let rows = metrics.lastTable("bitsPerByte")
    let ceilings = context.results?.ceilings ?? [:]
    let largest = rows.map(\.value).filter(\.isFinite).max() ?? 1
    return BarList(
      "Bits per byte",
      note:
        "What the model needs for a byte of text that it has not seen, of what the frequencies of "
        + "single bytes need, where they are known.",
      rows.map { row in
        let ceiling = ceilings[row.name]
        return .init(
          name: row.name, share: row.value / max(1e-9, ceiling ?? largest),
          text: NumberText.fixed(row.value, 3)
            + (ceiling.map { " of \(NumberText.fixed($0, 3))" } ?? ""),
          color: domains.colors[row.name])
      }
    ).html
  }

  /// The validation of every domain: its best beside its last, and what its bytes and its generator say.
  private var scores: String {
    let summary = RunSummary(metrics.records)
    let scores = (summary.validation.map { [$0] } ?? []) + summary.domains
    let (floors, ceilings) = (domains.lastFloors, context.results?.ceilings ?? [:])
    func cell(_ value: Double?) -> String { value.map { NumberText.fixed($0, 3) } ?? "–" }
    let rows = scores.map { score in
      let ceiling = ceilings[score.name]
      let below = ceiling.map { $0 > 0 ? 100 * (1 - score.last / $0) : 0 }
      return [
        score.name, NumberText.short(score.last), NumberText.short(score.best),
        NumberText.grouped(score.bestStep), cell(floors[score.name]), cell(ceiling),
        below.map { NumberText.fixed($0, 0) + " %" } ?? "–",
      ]
    }
    return rows.isEmpty
      ? ""
      : ReportPage.table(
        caption: "Validation, bits per byte",
        head: ["domain", "last", "best", "at step", "generator", "unigram", "below unigram"],
        rows: rows)
  }
}
