internal import Foundation
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// How well a model predicts the text of one domain, independent of the tokenizer.
///
/// `bitsPerByte = Σ −log₂ p(token) / Σ bytes(token)` over all predicted tokens; a document's first
/// token has no context and counts on neither side, its end token counts as zero bytes.
package struct DomainScore: Codable, Sendable, Equatable {
  /// The domain.
  package let domain: String
  /// Σ −ln p over the predicted tokens.
  package var nats = 0.0
  /// The predicted tokens.
  package var tokens = 0
  /// How often each byte occurs in the predicted tokens.
  package var byteCounts = [Int](repeating: 0, count: 256)

  /// The bytes of the predicted tokens.
  package var bytes: Int { byteCounts.reduce(0, +) }

  /// Mean cross-entropy in nats a token.
  package var loss: Double { nats / Double(max(1, tokens)) }
  /// Bits a byte of text.
  package var bitsPerByte: Double { nats / log(2) / Double(max(1, bytes)) }

  /// The entropy of single bytes of the same text.
  package var unigramBitsPerByte: Double { byteUnigramEntropy(counts: byteCounts) }

  /// ``bitsPerByte``, nil when nothing was predicted because nothing is held out.
  package var scored: Double? { tokens > 0 ? bitsPerByte : nil }

  /// A score of nothing yet.
  package init(domain: String) { self.domain = domain }

  /// The score over all domains together: totals, not a mean of means.
  package static func total(_ scores: [DomainScore]) -> DomainScore {
    scores.reduce(into: DomainScore(domain: "all")) { sum, score in
      sum.nats += score.nats
      sum.tokens += score.tokens
      for (byte, count) in score.byteCounts.enumerated() { sum.byteCounts[byte] += count }
    }
  }
}
