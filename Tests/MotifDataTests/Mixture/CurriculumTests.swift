import Foundation
import Testing

@testable import MotifData

@Suite struct CurriculumTests {
  private let knots = [
    CurriculumSchedule.Knot(at: 0, weights: ["a": 8, "b": 2]),
    CurriculumSchedule.Knot(at: 0.5, weights: ["a": 0.5, "b": 0.25, "c": 0.25]),
    CurriculumSchedule.Knot(at: 1, weights: ["c": 1]),
  ]

  private func stream(rows: Int = 4) throws -> BatchStream {
    var config = BatchStream.Config()
    config.rows = rows
    config.length = 16
    config.totalTokens = 64_000
    config.seed = 3
    let corpora = ["c", "a", "b"].map { numberedCorpus([7, 30, 2, 15, 9], domain: $0) }
    let schedule = try CurriculumSchedule(
      .init(axis: .progress, knots: knots), domains: ["a", "b", "c"])
    return try BatchStream(corpora: corpora, schedule: schedule, config: config)
  }

  @Test func sharesAreInterpolatedAndSumToOne() throws {
    let schedule = try CurriculumSchedule(
      .init(axis: .progress, knots: knots), domains: ["a", "b", "c"])
    #expect(schedule.shares(at: 0) == [0.8, 0.2, 0])
    #expect(schedule.shares(at: 1) == [0, 0, 1])
    #expect(schedule.shares(at: 2) == [0, 0, 1])
    for (actual, expected) in zip(schedule.shares(at: 0.25), [0.65, 0.225, 0.125]) {
      #expect(abs(actual - expected) < 1e-12)
    }
    let byTokens = try CurriculumSchedule(
      .init(axis: .tokens, knots: knots), domains: ["a", "b", "c"])
    #expect(byTokens.shares(tokens: 1, totalTokens: 1000) == [0, 0, 1])
    let equal = try CurriculumSchedule(.init(), domains: ["a", "b"])
    #expect(equal.shares(at: 0.3) == [0.5, 0.5])
  }

  @Test func badSchedulesAreRefused() {
    typealias Knot = CurriculumSchedule.Knot
    let bad: [([Knot], String)] = [
      (
        [Knot(at: 0.5, weights: ["a": 1]), Knot(at: 0.2, weights: ["a": 1])], "does not come after"
      ),
      ([Knot(at: 0, weights: ["a": 1]), Knot(at: 0, weights: ["a": 1])], "does not come after"),
      ([Knot(at: 0, weights: ["a": -1])], "weight -1"),
      ([Knot(at: 0, weights: ["a": 0])], "positive"),
      ([Knot(at: 0, weights: [:])], "positive"),
      ([Knot(at: 0, weights: ["x": 1])], "unknown domain x"),
      ([Knot(at: 0, weights: ["a": .nan])], "nan"), ([Knot(at: -1, weights: ["a": 1])], "-1"),
    ]
    for (knots, expected) in bad {
      let error = #expect(throws: DataError.self) {
        try CurriculumSchedule(.init(axis: .progress, knots: knots), domains: ["a", "b"])
      }
      #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    }
    #expect(throws: DataError.self) { try CurriculumSchedule(.init(), domains: ["a", "a"]) }
  }

  @Test func realisedSharesFollowTheIntegral() throws {
    var stream = try stream()
    for _ in 0..<1000 { _ = stream.next() }
    #expect(stream.tokensDrawn == 64_000)
    // ∫ of the piecewise-linear shares: trapezoids over the two halves.
    let integral = [
      0.5 * (0.8 + 0.5) / 2 + 0.5 * 0.5 / 2, 0.5 * (0.2 + 0.25) / 2 + 0.5 * 0.25 / 2,
      0.5 * 0.25 / 2 + 0.5 * (0.25 + 1) / 2,
    ]
    for (count, expected) in zip(stream.counts, integral) {
      #expect(abs(count.share - expected) < 0.005, "\(count) against \(expected)")
      #expect(count.epochs > 0 && count.repeatedTokens > 0)
    }
  }

  @Test func aDomainWithoutWeightIsNeverDrawn() throws {
    var sampler = MixtureSampler(domainCount: 3, seed: 1)
    var drawn = [0, 0, 0]
    for _ in 0..<300 { drawn[sampler.next(shares: [0.7, 0, 0.3], tokens: 5)] += 1 }
    #expect(drawn == [210, 0, 90])
    #expect(sampler.tokensDrawn == [1050, 0, 450])
  }

  @Test func aRestoredStreamContinuesTheSame() throws {
    var whole = try stream()
    var first = try stream()
    for _ in 0..<37 { #expect(whole.next() == first.next()) }
    let saved = try JSONEncoder().encode(first.state)
    var second = try stream()
    try second.restore(try JSONDecoder().decode(BatchStream.State.self, from: saved))
    for _ in 0..<60 { #expect(whole.next() == second.next()) }
    #expect(whole.next(rows: 2, length: 40) == second.next(rows: 2, length: 40))
    #expect(whole.state == second.state)
  }

  @Test func rowsDoNotDependOnTheBatchSize() throws {
    var wide = try stream(rows: 8)
    var narrow = try stream(rows: 2)
    let batch = wide.next()
    for part in 0..<4 { #expect(batch.slice(rows: 2 * part..<2 * part + 2) == narrow.next()) }
  }

  @Test func anotherCorpusIsNoticed() throws {
    let saved = try stream().state
    let schedule = try CurriculumSchedule(.init(), domains: ["a"])
    var other = try BatchStream(
      corpora: [numberedCorpus([3], domain: "a")], schedule: schedule, config: .init())
    #expect(throws: DataError.self) { try other.restore(saved) }
    #expect(throws: DataError.self) {
      try BatchStream(corpora: [], schedule: schedule, config: .init())
    }
  }

  @Test func sourcesBecomeBatches() throws {
    let names = ["stories", "arithmetic"]
    let documents = try names.map {
      try CorpusSource.synthetic(domain: $0, documents: 60).documents(domain: $0)
    }
    let tokenizer = try BPETrainer.train(.init(), on: documents.joined())
    let corpora = try zip(names, documents).map {
      try TokenizedCorpus(domain: $0, documents: $1, tokenizer: tokenizer)
    }
    let schedule = try CurriculumSchedule(.init(), domains: names)
    var stream = try BatchStream(corpora: corpora, schedule: schedule, config: .init())
    let batch = stream.next()
    #expect(batch.inputs.count == 8 * 128)
    #expect(batch.inputs.allSatisfy { $0 >= 0 && $0 < tokenizer.vocabularySize })
    let corpus = corpora[0]
    let first = Array(corpus.tokens[corpus.range(of: 0)])
    #expect(tokenizer.decode(first, skipSpecial: true) == documents[0][0].text)
    #expect(first.last == tokenizer.id(of: "<|endoftext|>"))
  }
}
