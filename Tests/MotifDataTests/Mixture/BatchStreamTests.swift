import Foundation
import Testing

@testable import MotifData

/// A stream continues from any point, repeats exhausted domains and refuses states not its own.
@Suite struct BatchStreamTests {
  private func stream(
    _ lengths: [[Int]] = [[7, 30, 2], [3, 1, 0, 4]], seed: UInt64 = 3
  ) throws -> BatchStream {
    var config = BatchStream.Config()
    config.rows = 2
    config.length = 8
    config.totalTokens = 640
    config.seed = seed
    let schedule = try CurriculumSchedule(
      .init(
        axis: .progress,
        knots: [.init(at: 0, weights: ["a": 3, "b": 1]), .init(at: 1, weights: ["b": 1])]),
      domains: ["a", "b"])
    let corpora = zip(["a", "b"], lengths).map { numberedCorpus($1, domain: $0) }
    return try BatchStream(corpora: corpora, schedule: schedule, config: config)
  }

  @Test func everyStateContinuesTheSame() throws {
    var whole = try stream()
    var states: [BatchStream.State] = []
    var batches: [PackedBatch] = []
    for _ in 0..<40 {
      states.append(whole.state)
      batches.append(whole.next())
    }
    for (index, state) in states.enumerated() {
      var again = try stream()
      let saved = try JSONEncoder().encode(state)
      try again.restore(JSONDecoder().decode(BatchStream.State.self, from: saved))
      for later in index..<min(index + 3, 40) {
        #expect(again.next() == batches[later], "batch \(later) from \(index)")
      }
    }
  }

  @Test func exhaustedDomainsStartAnotherEpoch() throws {
    var stream = try stream()
    var drawn = [0, 0]
    for _ in 0..<40 {
      for domain in stream.next().domainOfRow { drawn[Int(domain)] += 8 }
    }
    let sizes = [42, 12]
    for (index, count) in stream.counts.enumerated() {
      #expect(count.tokens == drawn[index])
      #expect(count.epochs == drawn[index] / sizes[index])
      #expect(count.repeatedTokens == drawn[index] - sizes[index])
    }
    #expect(drawn.reduce(0, +) == 640 && drawn.allSatisfy { $0 > 42 })
  }

  @Test func statesOfOtherStreamsAreRefused() throws {
    var mine = try stream()
    for _ in 0..<5 { _ = mine.next() }
    let before = mine.state
    for other in [[[7, 30, 2], [3, 1, 0, 5]], [[7, 2, 30], [3, 1, 0, 4]]] {
      let foreign = try stream(other).state
      let error = #expect(throws: DataError.self) { try mine.restore(foreign) }
      #expect(error?.description.contains("belongs to other corpora") == true)
      #expect(mine.state == before)
    }
  }

  @Test(arguments: [
    (#""tokensDrawn":\d+"#, #""tokensDrawn":7"#),
    (#""credits":\[[^\]]*\]"#, #""credits":[1e300,5]"#),
    (#""tokensDrawn":\[[^\]]*\]"#, #""tokensDrawn":[80]"#),
    (#""tokensDrawn":\[[^\]]*\]"#, #""tokensDrawn":[-8,88]"#),
    (#""offset":\d+"#, #""offset":1000"#), (#""document":\d+"#, #""document":3"#),
    (#""epoch":\d+"#, #""epoch":9223372036854775807"#), (#""epoch":\d+"#, #""epoch":-1"#),
    (#""tokensRepeated":\d+"#, #""tokensRepeated":99"#),
  ])
  func damagedStatesAreRefused(pattern: String, damage: String) throws {
    var stream = try stream()
    for _ in 0..<5 { _ = stream.next() }
    let before = stream.state
    let good = String(decoding: try JSONEncoder().encode(before), as: UTF8.self)
    let bad = good.replacingOccurrences(of: pattern, with: damage, options: .regularExpression)
    try #require(bad != good)
    let state = try JSONDecoder().decode(BatchStream.State.self, from: Data(bad.utf8))
    #expect(throws: DataError.self) { try stream.restore(state) }
    #expect(stream.state == before)
  }
}
