import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Losses and embeddings of many samples against a plain loop over each alone.
@Suite struct SequenceScorerTests {
  private let model: CausalLanguageModel
  private let width: Int

  init() throws {
    var config = try #require(ModelPresets.named("nano"))
    config.layerCount = 2
    config.vocabSize = 60
    config.maxPositionEmbeddings = 96
    model = try CausalLanguageModel(config, seed: 4)
    width = config.hiddenSize
  }

  /// Samples of 1 to 64 tokens of which all, none, an end or every third counts.
  private let samples: [ScoringSample] = (0..<33).map { index in
    let length = [1, 64, 9, 2, 33, 17, 48][index % 7] - index % 7 / 6 * (index / 7)
    let tokens = (0..<length).map { Int32(($0 * 23 + index * 41 + $0 * index * 3) % 60) }
    switch index % 4 {
    case 0: return ScoringSample(tokens: tokens)
    case 1:
      return ScoringSample(prompt: Array(tokens.prefix(3)), answer: Array(tokens.dropFirst(3)))
    case 2: return ScoringSample(tokens: tokens, isScored: tokens.indices.map { $0 % 3 == 0 })
    default: return ScoringSample(tokens: tokens, isScored: tokens.map { _ in index % 8 == 3 })
    }
  }

  /// `log Σ exp(logits) − logit` of every token that counts, in Double, one sample at a time.
  private func plain(_ sample: ScoringSample) -> (nats: Double, count: Int, embedding: [Double]) {
    let time = sample.tokens.count
    let output = withoutGradients { model(TokenTensor(sample.tokens, shape: [1, time])) }
    let logits = withoutGradients { model.logits(output.hidden) }.values.map { Double($0) }
    let vocabulary = model.config.vocabSize
    var (nats, count) = (0.0, 0)
    for next in sample.tokens.indices.dropFirst() where sample.isScored[next] {
      let row = logits[(next - 1) * vocabulary..<next * vocabulary]
      let peak = row.max() ?? 0
      let sum = row.reduce(0) { $0 + exp($1 - peak) }
      nats += peak + log(sum) - row[row.startIndex + Int(sample.tokens[next])]
      count += 1
    }
    let hidden = output.hidden.values
    let mean = (0..<width).map { column in
      (0..<time).reduce(0.0) { $0 + Double(hidden[$1 * width + column]) } / Double(time)
    }
    let norm = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return (nats, count, mean.map { $0 / norm })
  }

  /// Compares what was found for `samples` with other numbers for them.
  private func expect(
    _ found: [SampleScore]?, _ expected: [(nats: Double, count: Int, embedding: [Double])],
    _ name: String
  ) throws {
    let found = try #require(found)
    #expect(found.map(\.count) == expected.map(\.count))
    let nats = Comparison(
      "\(name) nats", found.map { Float($0.nats) }, expected.map(\.nats), relative: 1e-5)
    #expect(nats.matches, "\(nats)")
    let embeddings = Comparison(
      "\(name) embeddings", found.flatMap(\.embedding), expected.flatMap(\.embedding),
      relative: 1e-5)
    #expect(embeddings.matches, "\(embeddings)")
  }

  @Test(arguments: [(1, 64), (3, 70), (8, 64), (100, 96)])
  func scoresAreThoseOfAPlainLoop(rows: Int, length: Int) throws {
    let scorer = SequenceScorer(model, rows: rows, length: length)
    try expect(
      scorer.scores(of: samples, embeds: true), samples.map(plain), "\(rows) × \(length)")
  }

  @Test func sumsAreThoseOfTheLoss() throws {
    let scores = try #require(SequenceScorer(model, rows: 4, length: 64).scores(of: samples))
    for (sample, score) in zip(samples, scores) where sample.tokens.count > 1 {
      let time = sample.tokens.count
      let labels = (0..<time).map {
        $0 + 1 < time && sample.isScored[$0 + 1] ? sample.tokens[$0 + 1] : -100
      }
      let loss = withoutGradients {
        model.loss(
          model(TokenTensor(sample.tokens, shape: [1, time])),
          labels: TokenTensor(labels, shape: [1, time]), normalizer: 1)
      }
      #expect(abs(Double(loss.item) - score.nats) <= 1e-5 * max(1, score.nats))
      #expect(score.count == labels.count { $0 >= 0 })
      #expect(score.embedding.isEmpty)
    }
  }

  @Test func whoSharesARowDoesNotMatter() throws {
    let scorer = SequenceScorer(model, rows: 3, length: 64)
    let first = try #require(scorer.scores(of: samples, embeds: true))
    for step in [2, 5, 10, 32] {
      // 33 samples in another order, with other neighbours.
      let order = samples.indices.map { $0 * step % samples.count }
      try #require(Set(order).count == samples.count)
      let permuted = try #require(scorer.scores(of: order.map { samples[$0] }, embeds: true))
      for (place, index) in order.enumerated() {
        let (a, b) = (first[index], permuted[place])
        #expect(a.count == b.count && abs(a.nats - b.nats) <= 1e-5 * max(1, a.nats))
        #expect(zip(a.embedding, b.embedding).allSatisfy { abs($0 - $1) <= 1e-5 })
      }
    }
  }

  @Test func aLongSampleIsReadInPieces() throws {
    let tokens = (0..<50).map { Int32(($0 * 37 + 11) % 60) }
    let sample = ScoringSample(tokens: tokens)
    // Pieces of 20, 20 and 10 tokens; the first token of a piece is predicted by the piece before.
    var expected = (nats: 0.0, count: 0, embedding: [Double](repeating: 0, count: width))
    for start in [0, 20, 40] {
      let end = min(start + 20, 50)
      let output = withoutGradients {
        model(TokenTensor(Array(tokens[start..<end]), shape: [1, end - start]))
      }
      let labels = (start..<end).map { $0 + 1 < 50 ? tokens[$0 + 1] : -1 }
      let loss = withoutGradients {
        model.loss(
          output, labels: TokenTensor(labels, shape: [1, end - start]), normalizer: 1)
      }
      expected.nats += Double(loss.item)
      for (place, value) in output.hidden.values.enumerated() {
        expected.embedding[place % width] += Double(value)
      }
    }
    let norm = expected.embedding.reduce(0) { $0 + $1 * $1 }.squareRoot()
    expected = (expected.nats, 49, expected.embedding.map { $0 / norm })
    // Passes of one piece, and one pass with others around it.
    for rows in [1, 9] {
      let scorer = SequenceScorer(model, rows: rows, length: 20)
      let found = scorer.scores(of: [samples[2], sample, samples[4]], embeds: true)
      try expect(found.map { [$0[1]] }, [expected], "\(rows) rows")
    }
  }

  @Test func anAnswerCountsBehindItsPromptAndAlone() throws {
    let (prompt, answer): ([Int32], [Int32]) = ([3, 9, 27, 21], [5, 25, 5, 1, 8])
    let scorer = SequenceScorer(model, rows: 2, length: 16)
    let both = [
      ScoringSample(prompt: prompt, answer: answer), ScoringSample(prompt: [0], answer: answer),
    ]
    try expect(scorer.scores(of: both, embeds: true), both.map(plain), "answers")
    let scores = try #require(scorer.scores(of: both))
    #expect(scores.map(\.count) == [5, 5] && scores[0].nats != scores[1].nats)
    #expect(scores[0].mean == scores[0].nats / 5)
    // Without anything before it, the first token of an answer does not count.
    #expect(
      try #require(scorer.scores(of: [ScoringSample(prompt: [], answer: answer)]))[0].count == 4)
  }

  @Test func whereNothingCountsThereIsNoLoss() throws {
    let samples = [
      ScoringSample(tokens: [7]),
      ScoringSample(tokens: [7, 8, 9], isScored: [true, false, false]),
    ]
    let scores = try #require(
      SequenceScorer(model, rows: 1, length: 8).scores(of: samples, embeds: true))
    #expect(scores.allSatisfy { $0.nats == 0 && $0.count == 0 && $0.mean.isNaN })
    #expect(scores.allSatisfy { $0.embedding.count == width })
    #expect(SequenceScorer(model, rows: 1, length: 8).scores(of: []) == [])
  }

  @Test func progressCountsSamplesAndStops() throws {
    let scorer = SequenceScorer(model, rows: 1, length: 64)
    var heard: [Int] = []
    _ = scorer.scores(of: samples) {
      heard.append($0)
      return true
    }
    #expect(heard.count > 5 && heard == heard.sorted() && heard.last == samples.count)
    var calls = 0
    let stopped = scorer.scores(of: samples) { _ in
      calls += 1
      return calls < 3
    }
    #expect(stopped == nil && calls == 3)
  }
}
