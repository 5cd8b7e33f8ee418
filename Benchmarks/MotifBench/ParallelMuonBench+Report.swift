import Foundation
import MotifDistributed
import MotifOptimizer

extension ParallelMuonBench {
  /// Prints a table for one number of ranks, the report's figures beside ours.
  func printTable(_ results: [Result]) {
    let operations = Double(results[0].plan.totalCost)
    print(
      """

      \(ranks) ranks as threads, \(matrices.count) matrices of Motif-2-12.7B with sides divided by \(scale), \
      medians of \(rounds) rounds; GFLOP/s count \(String(format: "%.3g", operations)) operations \
      once, as the report does; load is the largest over the mean, in total and summed over chunks

      | way | time | ± | against distributed | report | peak of a rank | report | GFLOP/s a rank \
      | report | load | by chunk | chunks |
      |---|---|---|---|---|---|---|---|---|---|---|---|
      """)
    for result in results { print(line(result, operations, results[0])) }
    fflush(nil)
  }

  private func line(_ result: Result, _ operations: Double, _ first: Result) -> String {
    let seconds = result.seconds.median
    let published = result.way.published
    let reference = first.way.published
    let isShared = result.way.options.mode != .distributed
    let plan = result.plan
    let cells = [
      result.way.name, Self.text(seconds * 1e3, "%.1f ms"),
      Self.text(100 * result.seconds.spread, "%.0f %%"),
      Self.text(first.seconds.median / seconds, "%.2f×"),
      Self.text(
        published.flatMap { own in reference.map { $0.milliseconds / own.milliseconds } }, "%.2f×"),
      Self.text(Double(result.peakBytes) / 1e6, "%.2f MB"),
      Self.text(published?.megabytes, "%.0f MB"),
      Self.text(operations / Double(ranks) / seconds / 1e9, "%.2f"),
      Self.text(published?.rate, "%.0f T"),
      Self.text(isShared ? plan.imbalance : Double(1), "%.3f"),
      Self.text(isShared ? plan.chunkedImbalance : Double(1), "%.3f"),
      "\(isShared ? plan.chunks.count : matrices.count)",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func text(_ value: Double?, _ format: String) -> String {
    value.map { String(format: format, $0) } ?? ""
  }
}
