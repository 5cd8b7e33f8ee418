internal import Foundation
package import MotifData
package import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// Scores a model on validation corpora: each document once, in order, inside its own attention.
package struct DomainEvaluation: Sendable {
  private let data: [TokenizedDomain]
  private let bytesOfToken: [ContiguousArray<UInt8>]
  private let rows: Int
  private let length: Int
  private let maximumTokens: Int

  /// An evaluation on `corpora`, at most `maximumTokens` tokens of each.
  package init(
    corpora: [TokenizedCorpus], tokenizer: ByteLevelBPE, rows: Int, length: Int,
    maximumTokens: Int
  ) {
    self.init(
      corpora.map { .documents($0) }, tokenizer: tokenizer, rows: rows, length: length,
      maximumTokens: maximumTokens)
  }

  /// An evaluation on `data`, of samples on what is trained of them.
  package init(
    _ data: [TokenizedDomain], tokenizer: ByteLevelBPE, rows: Int, length: Int,
    maximumTokens: Int
  ) {
    self.data = data
    self.rows = rows
    self.length = length
    self.maximumTokens = maximumTokens
    let special = tokenizer.stopTokens.union(data.map(\.endToken))
      .union(tokenizer.addedTokens.filter(\.isSpecial).map(\.id))
    bytesOfToken = (0..<Int32(tokenizer.vocabularySize)).map {
      special.contains($0) ? [] : ContiguousArray(tokenizer.bytes(of: $0))
    }
  }

  /// The score of every domain; nil when `shouldContinue` said no between two batches.
  package func callAsFunction(
    _ model: CausalLanguageModel, shouldContinue: () -> Bool = { true }
  ) -> [DomainScore]? {
    var scores: [DomainScore] = []
    for domain in data {
      var score = DomainScore(domain: domain.domain)
      for batch in SequentialBatches(
        domain, rows: rows, length: length, maximumTokens: maximumTokens)
      {
        guard shouldContinue() else { return nil }
        add(batch, model, to: &score)
      }
      scores.append(score)
    }
    return scores
  }

  private func add(_ batch: PackedBatch, _ model: CausalLanguageModel, to score: inout DomainScore)
  {
    for (loss, label) in zip(Self.losses(of: batch, model), batch.labels) where label >= 0 {
      score.nats += Double(loss)
      score.tokens += 1
      for byte in bytesOfToken[Int(label)] { score.byteCounts[Int(byte)] += 1 }
    }
  }

  /// The loss of every token of `batch` in nats, without gradients.
  static func losses(of batch: PackedBatch, _ model: CausalLanguageModel) -> [Float] {
    withoutGradients {
      model(
        batch.inputTensor, positions: batch.positionTensor, segments: batch.segmentTensor
      ).hidden.tokenLosses(
        head: model.head, labels: batch.labelTensor, precision: model.precision)
    }
  }
}
