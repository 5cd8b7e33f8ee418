internal import Foundation
internal import MotifData

/// How surprised a model is by texts: perplexities and bits, over the sums of all documents.
public struct CorpusPerplexity: Sendable, Equatable {
  /// The sum of the documents' log-likelihoods, in nats.
  public private(set) var logLikelihood = 0.0
  /// How many words they have, as ``wordCount(of:)`` counts.
  public private(set) var wordCount = 0
  /// How many UTF-8 bytes they have.
  public private(set) var byteCount = 0

  /// No document yet.
  public init() {}

  /// Adds a document with its log-likelihood in nats.
  public mutating func add(_ text: String, logLikelihood: Double) {
    add(
      words: Self.wordCount(of: text), bytes: text.utf8.count, logLikelihood: logLikelihood)
  }

  /// Adds a document of so many words and bytes.
  public mutating func add(words: Int, bytes: Int, logLikelihood: Double) {
    self.logLikelihood += logLikelihood
    wordCount += words
    byteCount += bytes
  }

  /// exp(−Σ log-likelihood ÷ Σ words).
  public var perWord: Double { exp(-logLikelihood / Double(wordCount)) }
  /// exp(−Σ log-likelihood ÷ Σ bytes).
  public var perByte: Double { exp(-logLikelihood / Double(byteCount)) }
  /// −Σ log-likelihood ÷ Σ bytes ÷ ln 2.
  public var bitsPerByte: Double { -logLikelihood / Double(byteCount) / log(2) }

  /// The pieces of `text` between runs of white space, empty ones at the ends among them, as Python's
  /// `re.split(r"\s+", text)` counts them.
  public static func wordCount(of text: String) -> Int {
    var count = 1
    var isInSpace = false
    for scalar in text.unicodeScalars {
      let isSpace = scalar.isPythonSpace
      if isSpace && !isInSpace { count += 1 }
      isInSpace = isSpace
    }
    return count
  }
}
