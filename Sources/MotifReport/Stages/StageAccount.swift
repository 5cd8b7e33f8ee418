internal import Foundation
internal import MotifCore

/// What is known of one stage of a run: what it is, and what it did.
package struct StageAccount: Sendable {
  /// The name of its folder, such as `2-grow`.
  package let name: String
  /// What it does: `pretrain`, `grow`.
  package let kind: String
  /// Sizes of its model with their names.
  package let architecture: [(name: String, value: String)]
  /// What was measured.
  package let records: [MetricsRecord]
  /// What it found at its end.
  package let results: TrainingSummary?
  /// What it made of the model, where it has grown.
  package let growth: GrowthAccount?
  /// What it asked, where it evaluates.
  package let scores: [TaskScore]
  /// The address of its page beside that of the run; nil where there is none.
  package let link: String?

  /// The stage called `name` of the run in `run`, as far as it has come.
  ///
  /// Files that are not there, or cannot be read, tell nothing.
  package init(
    name: String, kind: String, run: String, architecture: [(name: String, value: String)] = [],
    scores: [TaskScore] = []
  ) {
    (self.name, self.kind, self.architecture, self.scores) = (name, kind, architecture, scores)
    let folder = run + "/stages/" + name
    isBegun = FileManager.default.fileExists(atPath: folder)
    records = (try? MetricsLog.read(RunLog.metricsPath(folder))) ?? []
    results = FileManager.default.contents(atPath: RunReport.resultsPath(folder))
      .flatMap { try? TrainingSummary(json: $0) }
    growth = GrowthAccount(folder: folder)
    let page = "stages/\(name)/report.html"
    link = FileManager.default.fileExists(atPath: run + "/" + page) ? page : nil
  }

  /// Whether its folder is there.
  let isBegun: Bool

  /// Tokens trained on.
  var tokens: Int { RunSummary(records).tokens ?? 0 }

  /// Seconds of its training steps, from the throughput of each.
  var seconds: Double {
    var (sum, before) = (0.0, 0.0)
    for record in records {
      guard let tokens = record.number("tokens") else { continue }
      if let speed = record.number("tokensPerSecond"), speed > 0 {
        sum += (tokens - before) / speed
      }
      before = tokens
    }
    return sum
  }

  /// The validation of its first and last evaluation in bits a byte; nil without two.
  var validation: (before: Double, after: Double)? {
    let points = RunMetrics(records).numbers("validationBitsPerByte").filter(\.y.isFinite)
    guard points.count > 1 else { return nil }
    return (points[0].y, points[points.count - 1].y)
  }

  /// Right answers by domain, the families of a domain together.
  ///
  /// Sums of a damaged file may wrap around; they must not end the program.
  var matches: [TrainingSummary.ExactMatch] {
    var result: [TrainingSummary.ExactMatch] = []
    for row in results?.exactMatch ?? [] {
      let domain = String(row.domain.prefix { $0 != "/" })
      let place = result.firstIndex { $0.domain == domain }
      let before = place.map { result.remove(at: $0) }
      result.insert(
        .init(
          domain: domain, correct: row.correct &+ (before?.correct ?? 0),
          items: row.items &+ (before?.items ?? 0),
          ended: row.ended.map { $0 &+ (before?.ended ?? 0) }),
        at: place ?? result.count)
    }
    return result
  }

  /// Right answers of all, in all families.
  var exactMatch: (correct: Int, items: Int)? {
    guard let rows = results?.exactMatch, !rows.isEmpty else { return nil }
    return (rows.reduce(0) { $0 &+ $1.correct }, rows.reduce(0) { $0 &+ $1.items })
  }

  /// The part of the report that the stage follows, where its name says so.
  var section: String? { ReportPart.named(in: name)?.rawValue }
}
