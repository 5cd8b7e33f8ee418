internal import Foundation
public import MotifData
public import MotifModel
internal import MotifTensor

/// How well a model predicts the text of one domain, independent of the tokenizer.
///
/// `bitsPerByte = Σ −log₂ p(token) / Σ bytes(token)` over all predicted tokens; a document's first
/// token has no context and counts on neither side, its end token counts as zero bytes.
public struct DomainScore: Sendable, Equatable {
  /// The domain.
  public let domain: String
  /// Σ −ln p over the predicted tokens.
  public var nats = 0.0
  /// The predicted tokens.
  public var tokens = 0
  /// The bytes of the predicted tokens.
  public var bytes = 0

  /// Mean cross-entropy in nats a token.
  public var loss: Double { nats / Double(max(1, tokens)) }
  /// Bits a byte of text.
  public var bitsPerByte: Double { nats / log(2) / Double(max(1, bytes)) }

  /// ``bitsPerByte``, nil when nothing was predicted because nothing is held out.
  public var scored: Double? { tokens > 0 ? bitsPerByte : nil }

  /// A score of nothing yet.
  public init(domain: String) { self.domain = domain }

  /// The score over all domains together: totals, not a mean of means.
  public static func total(_ scores: [DomainScore]) -> DomainScore {
    scores.reduce(into: DomainScore(domain: "all")) { sum, score in
      sum.nats += score.nats
      sum.tokens += score.tokens
      sum.bytes += score.bytes
    }
  }
}

/// Scores a model on validation corpora: each document once, in order, inside its own attention.
public struct DomainEvaluation: Sendable {
  private let corpora: [TokenizedCorpus]
  private let bytesOfToken: [Int]
  private let rows: Int
  private let length: Int
  private let maximumTokens: Int

  /// An evaluation on `corpora`, at most `maximumTokens` tokens of each.
  public init(
    corpora: [TokenizedCorpus], tokenizer: ByteLevelBPE, rows: Int, length: Int,
    maximumTokens: Int
  ) {
    self.corpora = corpora
    self.rows = rows
    self.length = length
    self.maximumTokens = maximumTokens
    let special = tokenizer.stopTokens.union(corpora.map(\.endToken))
    bytesOfToken = (0..<Int32(tokenizer.vocabularySize)).map {
      special.contains($0) ? 0 : tokenizer.bytes(of: $0).count
    }
  }

  /// The score of every domain; nil when `shouldContinue` said no between two batches.
  public func callAsFunction(
    _ model: CausalLanguageModel, shouldContinue: () -> Bool = { true }
  ) -> [DomainScore]? {
    var scores: [DomainScore] = []
    for corpus in corpora {
      var score = DomainScore(domain: corpus.domain)
      for batch in SequentialBatches(
        corpus, rows: rows, length: length, maximumTokens: maximumTokens)
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
      score.bytes += bytesOfToken[Int(label)]
    }
  }

  /// The loss of every token of `batch` in nats, without gradients.
  static func losses(of batch: PackedBatch, _ model: CausalLanguageModel) -> [Float] {
    withoutGradients {
      model(
        batch.inputTensor, positions: batch.positionTensor, segments: batch.segmentTensor
      ).hidden.tokenLosses(head: model.head, labels: batch.labelTensor)
    }
  }
}
