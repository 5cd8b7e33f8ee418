import Foundation
import Testing

@testable import MotifData

/// What happens when the documents of a source were read.
@Suite("Exhausted sources") struct ExhaustionTests {
  /// Sources of 1,000, 60 and 5 tokens under equal weights; the last has less than a row.
  private func stream(
    _ policy: ExhaustionPolicy, _ repeats: [String: Double] = [:],
    weights: [String: Double] = ["large": 1, "small": 1, "least": 1], sizes: [Int] = [1000, 60, 5],
    reasoning: ReasoningCap? = nil
  ) throws -> BatchStream {
    var config = BatchStream.Config()
    (config.rows, config.length, config.totalTokens, config.seed) = (3, 8, 960, 4)
    (config.onExhausted, config.maxRepeats) = (policy, repeats)
    let names = ["large", "small", "least"]
    // A document of n tokens and its end.
    let corpora = zip(names, sizes).map { numberedCorpus([$1 - 1], domain: $0) }
    return try BatchStream(
      corpora: corpora,
      schedule: CurriculumSchedule(
        .init(
          axis: .progress, knots: [.init(at: 0, weights: weights)], reasoning: reasoning),
        domains: names), config: config)
  }

  private func tokens(_ stream: BatchStream) -> [Int] { stream.counts.map(\.tokens) }

  @Test("they are read again, without end or as often as allowed") func repeats() throws {
    var endless = try stream(.repeat)
    for _ in 0..<40 { _ = endless.next() }
    #expect(tokens(endless) == [320, 320, 320] && endless.counts[2].epochs == 64)
    #expect(!endless.isExhausted(rows: 1_000_000))

    var limited = try stream(.repeat, ["small": 1.5, "least": 2])
    for _ in 0..<40 {
      #expect(!limited.isExhausted())
      _ = limited.next()
    }
    // 150 tokens hold 18 rows of 8, 15 tokens hold one.
    #expect(tokens(limited) == [960 - 144 - 8, 144, 8])
    #expect(limited.counts.map(\.repeatedTokens) == [0, 84, 3])
  }

  @Test("their share goes to the others in proportion") func renormalises() throws {
    var stream = try stream(
      .renormalise, weights: ["large": 2, "small": 2, "least": 1], sizes: [1000, 60, 300])
    for _ in 0..<24 { _ = stream.next() }
    // 56 of 60 tokens at a share of 0.4 last 140 of 576 tokens; the rest goes 2 : 1.
    let found = tokens(stream)
    #expect(found[1] == 56 && found.reduce(0, +) == 576)
    #expect(abs(found[0] - (56 + 436 * 2 / 3)) <= 8 && abs(found[2] - (28 + 436 / 3)) <= 8)
    #expect(stream.counts.allSatisfy { $0.repeatedTokens == 0 })
  }

  @Test("a source with less than a row, or whose weight is zero, is no trouble") func tinySources()
    throws
  {
    var stream = try stream(.renormalise)
    for _ in 0..<30 { _ = stream.next() }
    #expect(tokens(stream) == [720 - 56, 56, 0])
    var zero = try self.stream(.stop, weights: ["large": 1])
    for _ in 0..<40 {
      #expect(!zero.isExhausted())
      _ = zero.next()
    }
    #expect(tokens(zero) == [960, 0, 0])
  }

  @Test("training ends before the batch that cannot be had") func stops() throws {
    var stream = try stream(.stop, ["least": 9])
    var batches = 0
    while !stream.isExhausted() {
      _ = stream.next()
      batches += 1
    }
    // 50 tokens of the least source hold six rows, one a batch; the small one holds seven.
    #expect(batches == 6 && tokens(stream) == [48, 48, 48])
    #expect(stream.exhaustedDomains() == ["least"])
    #expect(stream.tokensDrawn == 144, "asking draws nothing")
  }

  @Test("training ends when every source that is weighed was read") func nothingIsLeft() throws {
    var stream = try stream(.renormalise, weights: ["small": 1, "least": 1])
    for _ in 0..<2 { _ = stream.next() }
    #expect(stream.isExhausted() && !stream.isExhausted(rows: 1))
    #expect(stream.exhaustedDomains() == ["small", "least"])
    _ = stream.next(rows: 1)
    #expect(stream.isExhausted(rows: 1) && tokens(stream) == [0, 56, 0])
  }

  @Test("reasoning never takes what others leave") func reasoningDoesNotInherit() throws {
    var stream = try stream(
      .renormalise, weights: ["large": 0.08, "small": 0.92], sizes: [5000, 400, 10],
      reasoning: .init(domains: ["large"]))
    var rows = 0
    while !stream.isExhausted(rows: 1) {
      _ = stream.next(rows: 1)
      rows += 1
      #expect(10 * tokens(stream)[0] < 8 * rows)
    }
    #expect(tokens(stream)[1] == 400 && rows > 50)
  }

  @Test("a state continues the same around the moment of exhaustion") func continues() throws {
    for policy in ExhaustionPolicy.allCases {
      var whole = try stream(policy, ["least": 3, "small": 0.5])
      for _ in 0..<20 where !whole.isExhausted() {
        var again = try stream(policy, ["least": 3, "small": 0.5])
        let saved = try JSONEncoder().encode(whole.state)
        try again.restore(JSONDecoder().decode(BatchStream.State.self, from: saved))
        #expect(again.isExhausted() == whole.isExhausted())
        #expect(again.next() == whole.next() && again.state == whole.state)
      }
    }
  }

  @Test("limits count whole tokens and end where numbers do") func limits() {
    #expect(ExhaustionPolicy.repeat.limit(available: 10, repeats: nil) == .max)
    #expect(ExhaustionPolicy.repeat.limit(available: 10, repeats: 0) == 10)
    #expect(ExhaustionPolicy.renormalise.limit(available: 10, repeats: nil) == 10)
    #expect(ExhaustionPolicy.stop.limit(available: 7, repeats: 0.5) == 10)
    #expect(ExhaustionPolicy.repeat.limit(available: 10, repeats: 1e300) == .max)
  }
}
