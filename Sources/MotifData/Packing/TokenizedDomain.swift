package import MotifCore

/// What a domain of the mixture holds in tokens: documents to read on, or samples to fine-tune on.
package enum TokenizedDomain: Sendable, Equatable {
  case documents(TokenizedCorpus)
  case samples(TokenizedSamples)

  /// The domain.
  package var domain: String {
    switch self {
    case .documents(let corpus): corpus.domain
    case .samples(let samples): samples.domain
    }
  }

  /// The tokens of one pass over it.
  package var tokenCount: Int {
    switch self {
    case .documents(let corpus): corpus.tokens.count
    case .samples(let samples): samples.tokens.count
    }
  }

  /// The token that ends documents, or of places that hold none.
  package var endToken: Int32 {
    switch self {
    case .documents(let corpus): corpus.endToken
    case .samples(let samples): samples.padding
    }
  }

  /// The documents; nil for samples.
  package var corpus: TokenizedCorpus? {
    if case .documents(let corpus) = self { corpus } else { nil }
  }

  /// Name, counts and a hash of the tokens: enough to notice other data.
  package var identity: String {
    switch self {
    case .documents(let corpus):
      "\(corpus.domain): \(corpus.documentCount) documents, \(corpus.tokens.count) tokens, "
        + String(corpus.hash, radix: 16)
    case .samples(let samples): samples.identity
    }
  }

  /// Its rows, epoch after epoch; `joinsDocuments` lets attention cross documents, never samples.
  func rows(seed: UInt64, isShuffled: Bool, joinsDocuments: Bool) -> RowSource {
    switch self {
    case .documents(let corpus):
      .documents(
        Packer(corpus, seed: seed, isShuffled: isShuffled, joinsDocuments: joinsDocuments))
    case .samples(let samples):
      .samples(SamplePacker(samples, seed: seed, isShuffled: isShuffled))
    }
  }

  /// The rows of one pass in order.
  func rowCount(length: Int) -> Int {
    switch self {
    case .documents(let corpus): (corpus.tokens.count + length - 1) / length
    case .samples(let samples):
      SamplePacker(samples, seed: 0, isShuffled: false).rowsOfEpoch(length: length)
    }
  }

  /// Throws ``FileError`` when tokens of `domains` that lie in files could not be read since they were
  /// opened.
  package static func requireRead(_ domains: [TokenizedDomain]) throws(FileError) {
    try TokenizedCorpus.requireRead(domains.compactMap(\.corpus))
  }
}
