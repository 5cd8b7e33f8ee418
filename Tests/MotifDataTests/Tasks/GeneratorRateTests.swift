import Foundation
import Testing

@testable import MotifData

/// Generators are faster than training consumes them.
@Suite struct GeneratorRateTests {
  /// The processor time of this thread, in seconds.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Tasks in a second of processor time, the better of two tries.
  private func rate(_ family: any TaskFamily, level: Int, count: Int) -> Double {
    (0..<2).map { attempt in
      let start = Self.processorTime
      for seed in 0..<UInt64(count) {
        _ = family.sample(seed: seed + UInt64(attempt) << 32, level: level)
      }
      return Double(count) / (Self.processorTime - start)
    }.max() ?? 0
  }

  /// A tenth of what an idle core was seen to do, so that a busy machine passes; `MOTIF_RATES` prints.
  @Test func noFamilyIsSlow() {
    let prints = ProcessInfo.processInfo.environment["MOTIF_RATES"] != nil
    for family in TaskGenerators.families {
      for level in family.levels {
        let rate = rate(family, level: level, count: prints ? 3000 : 100)
        if prints { print("rate \(family.name) \(level) \(Int(rate))") }
        #expect(rate > 150, "\(family.name) \(level)")
      }
    }
  }
}
