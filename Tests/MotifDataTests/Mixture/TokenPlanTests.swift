import Testing

@testable import MotifData

/// A plan draws what the stream draws, sources that run out among them.
@Suite("Token plan") struct TokenPlanTests {
  private func stream(
    _ sizes: [Int], _ policy: ExhaustionPolicy, _ repeats: [String: Double]
  ) throws -> BatchStream {
    var config = BatchStream.Config()
    (config.rows, config.length, config.totalTokens, config.seed) = (4, 16, 64 * 200, 2)
    (config.onExhausted, config.maxRepeats) = (policy, repeats)
    let names = ["a", "b", "c"]
    return try BatchStream(
      corpora: zip(names, sizes).map { numberedCorpus([$1 - 1], domain: $0) },
      schedule: CurriculumSchedule(
        .init(
          axis: .progress,
          knots: [
            .init(at: 0, weights: ["a": 6, "b": 3, "c": 1]),
            .init(at: 0.5, weights: ["a": 2, "b": 2, "c": 6]), .init(at: 1, weights: ["b": 1]),
          ]), domains: names), config: config)
  }

  @Test(
    "of every policy",
    arguments: [
      ([9000, 9000, 9000], ExhaustionPolicy.repeat, [:]), ([500, 500, 500], .repeat, [:]),
      ([500, 700, 9000], .repeat, ["a": 1.5, "b": 0]), ([2000, 9000, 900], .renormalise, [:]),
      ([800, 20_000, 300], .renormalise, ["c": 2]), ([20_000, 9000, 900], .stop, ["c": 1]),
      ([9000, 40, 9000], .renormalise, [:]), ([400, 300, 200], .renormalise, [:]),
    ])
  func draws(sizes: [Int], policy: ExhaustionPolicy, repeats: [String: Double]) throws {
    var stream = try stream(sizes, policy, repeats)
    let plan = stream.plan { Int(($0 / 64).rounded()) }
    #expect(plan.stages.map(\.lastStep) == [100, 200])
    for _ in 0..<200 where !stream.isExhausted() { _ = stream.next() }
    for (source, count) in zip(plan.sources, stream.counts) {
      // A source ends with its last whole row, and a run that ends early with its last whole batch.
      #expect(abs(source.tokens - count.tokens) <= 64, "\(source) \(count)")
      #expect(abs(source.stageTokens.reduce(0, +) - source.tokens) <= 1)
    }
    #expect(
      abs(plan.stages.reduce(0) { $0 + $1.tokens } - stream.tokensDrawn) <= 3 * 64, "\(plan)")
  }
}
