import Foundation
import MotifDistributed
import MotifOptimizer

extension VirtualMuonBench {
  /// Prints the report's table 4 beside the virtual one, and what its figures depend on.
  func printTables() {
    let results = results()
    let ranks = sharding.mesh.size
    print(
      """

      \(ranks) virtual ranks (\(ClusterConstants.h200.name)), \(results[0].plan.slices.count) matrices of \
      Motif-2-12.7B, \(Self.text(Double(results[0].plan.totalCost), "%.4g")) operations by the report's \
      count; warm-up 5, chunks of \(4 * ranks); beside a collective computation keeps \
      \(Self.text(100 - 100 * ClusterConstants.h200.contention, "%.0f %%")) of its speed; element-wise work \
      takes no time; the report's figures are of 8 H200

      | way | ms | report | ours / report | peak MB | report | TFLOP/s a rank | report | idle | load \
      | by chunk | chunks |
      |---|---|---|---|---|---|---|---|---|---|---|---|
      """)
    for result in results { print(line(result)) }
    printRatios(results)
    printLoads(results)
    printWarmups()
    fflush(nil)
  }

  private func line(_ result: MuonTable.Row) -> String {
    let published = result.way.published
    let isShared = result.way.options.mode != .distributed
    let cells = [
      result.way.name, Self.text(result.milliseconds, "%.2f"),
      Self.text(published?.milliseconds, "%.2f"),
      Self.text(published.map { result.milliseconds / $0.milliseconds }, "%.2f"),
      Self.text(result.megabytes, "%.0f"), Self.text(published?.megabytes, "%.0f"),
      Self.text(result.rate, "%.0f"), Self.text(published?.rate, "%.0f"),
      Self.text(100 * result.schedule.idleShare, "%.1f %%"),
      Self.text(isShared ? result.plan.imbalance : 1, "%.3f"),
      Self.text(isShared ? result.plan.chunkedImbalance : 1, "%.3f"),
      "\(isShared ? result.plan.chunks.count : result.plan.slices.count)",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  /// The comparisons that the report's text makes.
  private func printRatios(_ results: [MuonTable.Row]) {
    let (all, whole, unsorted, sorted) = (results[0], results[1], results[2], results[3])
    func row(_ name: String, _ format: String, _ ours: Double, _ published: Double) {
      print("| \(name) | \(Self.text(ours, format)) | \(Self.text(published, format)) |")
    }
    print("\n| comparison | ours | report |\n|---|---|---|")
    row("distributed / parallel, time", "%.2f×", all.milliseconds / whole.milliseconds, 7.12)
    row(
      "parallel → pipelined, unsorted, rate", "%+.1f %%", 100 * (unsorted.rate / whole.rate - 1),
      -15.8)
    row("unsorted → sorted, rate", "%+.1f %%", 100 * (sorted.rate / unsorted.rate - 1), 21.4)
    row("parallel / unsorted, memory", "÷%.2f", whole.megabytes / unsorted.megabytes, 4.11)
    row("parallel / sorted, memory", "÷%.2f", whole.megabytes / sorted.megabytes, 3.05)
  }

  private func printLoads(_ results: [MuonTable.Row]) {
    print("\nLoad of the busiest rank over the mean one, chunk by chunk:\n")
    for result in results.dropFirst(2) {
      let loads = result.plan.chunks.indices.map {
        Self.text(result.plan.imbalance(ofChunk: $0), "%.2f")
      }
      print("- \(result.way.name): \(loads.joined(separator: ", "))")
    }
  }

  /// How much the order matters with fewer chunks ahead, and when a collective that waits costs speed.
  private func printWarmups() {
    let quiet: ClusterConstants = {
      var constants = ClusterConstants.h200
      constants.contention = 0
      return constants
    }()
    var busy = ClusterConstants.h200
    busy.waitingContention = 0.2
    print(
      """

      | warm-up | no contention: unsorted | sorted | measured contention: unsorted | sorted \
      | waiting costs 20 %: unsorted | sorted |
      |---|---|---|---|---|---|---|
      """)
    for warmup in 1...6 {
      let cells = [quiet, .h200, busy].flatMap { constants in
        results(warmup: warmup, on: constants)[2...3].map {
          Self.text($0.milliseconds, "%.1f")
        }
      }
      print("| \(warmup) | " + cells.joined(separator: " | ") + " |")
    }
  }

  private static func text(_ value: Double?, _ format: String) -> String {
    value.map { String(format: format, $0) } ?? ""
  }
}
