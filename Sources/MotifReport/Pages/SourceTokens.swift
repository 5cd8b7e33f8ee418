internal import MotifCore

/// The tokens that a run has drawn of each source, and how many of them it had read before.
struct SourceTokens {
  /// What was drawn of one source.
  struct Row: Equatable {
    /// The source.
    let name: String
    /// Tokens drawn.
    let tokens: Double
    /// Their share of all tokens drawn.
    let share: Double
    /// The share that the schedule asked for up to the same moment; nil where it is not known.
    let planned: Double?
    /// How often all documents were read.
    let epochs: Double
    /// Tokens that were read in an earlier epoch.
    let repeated: Double
  }

  /// The sources, in the order of the metrics.
  let rows: [Row]

  /// What the last record of `metrics` says; nothing where none tells of a mixture.
  init(_ metrics: RunMetrics) {
    let drawn = metrics.lastTable("mixture").filter(\.value.isFinite)
    let total = drawn.reduce(0) { $0 + $1.value }
    let planned = Self.planned(metrics)
    func value(_ name: String, in table: [MetricsRecord.Entry]) -> Double {
      table.first { $0.name == name }?.value ?? 0
    }
    let (epochs, repeated) = (metrics.lastTable("epochs"), metrics.lastTable("repeatedTokens"))
    rows = drawn.map {
      Row(
        name: $0.name, tokens: $0.value, share: $0.value / max(1, total), planned: planned[$0.name],
        epochs: value($0.name, in: epochs), repeated: value($0.name, in: repeated))
    }
  }

  /// The planned shares, each step's weighted with its tokens.
  private static func planned(_ metrics: RunMetrics) -> [String: Double] {
    var (sums, before) = ([String: Double](), 0.0)
    for record in metrics.records {
      guard case .table(let shares) = record["plannedMixture"], let tokens = record.number("tokens")
      else { continue }
      for share in shares { sums[share.name, default: 0] += share.value * (tokens - before) }
      before = tokens
    }
    return before > 0 ? sums.mapValues { $0 / before } : [:]
  }

  /// The table of a report page; nothing without rows.
  var sections: [String] {
    guard !rows.isEmpty else { return [] }
    return [
      ReportPage.table(
        caption: "Tokens by source",
        head: [
          "source", "tokens", "share", "planned", "whole epochs", "read again", "share read again",
        ],
        rows: rows.map {
          [
            $0.name, Self.count($0.tokens), Self.percent($0.share),
            $0.planned.map(Self.percent) ?? "–", Self.count($0.epochs), Self.count($0.repeated),
            Self.percent($0.repeated / max(1, $0.tokens)),
          ]
        })
    ]
  }

  private static func count(_ value: Double) -> String {
    Int(exactly: value.rounded()).map(NumberText.grouped) ?? "–"
  }

  private static func percent(_ share: Double) -> String {
    share.isFinite ? NumberText.fixed(share * 100, 1) + " %" : "–"
  }
}
