import Foundation
import MotifData
import MotifModel
import MotifTensor
import MotifTrainer
import Testing

/// Loss, bytes and their entropy are over one and the same text.
@Suite struct DomainEvaluationTests {
  private let corpora: [TokenizedCorpus]
  private let tokenizer: ByteLevelBPE
  private let model: CausalLanguageModel

  init() throws {
    let domains = ["arithmetic", "korean"]
    let documents = try domains.map {
      try CorpusSource.synthetic(domain: $0, documents: 6, seed: 2).documents(domain: $0)
    }
    var config = BPETrainer.Config()
    config.vocabularySize = 300
    tokenizer = try BPETrainer.train(config, on: documents.flatMap { $0 })
    corpora = try zip(domains, documents).map { [tokenizer] in
      try TokenizedCorpus(domain: $0, documents: $1, tokenizer: tokenizer)
    }
    model = try CausalLanguageModel(
      ModelConfig(
        hiddenSize: 8, layerCount: 1, intermediateSize: 8, queryHeadCount: 2,
        keyValueHeadCount: 2, noiseHeadCount: 1, headDim: 4, ropeTheta: 1e4,
        maxPositionEmbeddings: 64, vocabSize: tokenizer.vocabularySize), seed: 1)
  }

  /// The bytes of what the first `tokens` tokens of `corpus` predict: all of a document but its first.
  private func text(_ corpus: TokenizedCorpus, tokens: Int) -> [UInt8] {
    (0..<corpus.documentCount).flatMap { index -> [UInt8] in
      let range = corpus.range(of: index)
      let last = min(range.upperBound - 1, tokens + 1)
      guard range.lowerBound + 1 < last else { return [] }
      return tokenizer.decodeBytes(Array(corpus.tokens[range.lowerBound + 1..<last]))
    }
  }

  @Test(arguments: [(3, 16, 10_000), (1, 7, 10_000), (4, 64, 128), (2, 16, 100), (2, 16, 1)])
  func bytesAreThoseOfThePredictedText(rows: Int, length: Int, maximum: Int) throws {
    let evaluation = DomainEvaluation(
      corpora: corpora, tokenizer: tokenizer, rows: rows, length: length, maximumTokens: maximum)
    let scores = try #require(evaluation(model))
    var whole = [UInt8]()
    for (score, corpus) in zip(scores, corpora) {
      let tokens = SequentialBatches(corpus, rows: rows, length: length, maximumTokens: maximum)
        .tokenCount
      let bytes = text(corpus, tokens: tokens)
      whole += bytes
      var counts = [Int](repeating: 0, count: 256)
      for byte in bytes { counts[Int(byte)] += 1 }
      #expect(score.byteCounts == counts && score.bytes == bytes.count)
      #expect(abs(score.unigramBitsPerByte - entropy(bytes)) < 1e-12)
    }
    let total = DomainScore.total(scores)
    #expect(total.bytes == whole.count)
    #expect(abs(total.unigramBitsPerByte - entropy(whole)) < 1e-12)
  }

  private func entropy(_ bytes: [UInt8]) -> Double {
    Dictionary(grouping: bytes) { $0 }.values.reduce(0) { sum, group in
      let share = Double(group.count) / Double(bytes.count)
      return sum - share * log2(share)
    }
  }
}
