package import MotifCore

/// The tokens of one domain: its documents one after the other, each ended by the end token.
public struct TokenizedCorpus: Sendable, Equatable {
  /// The domain.
  public let domain: String
  /// All tokens.
  public let tokens: TokenSequence
  /// Where each document ends in `tokens`, after its end token.
  public let documentEnds: [Int]
  /// UTF-8 bytes of the documents, end tokens not counted: nats a token become bits a byte by
  /// `nats · tokens / (ln 2 · byteCount)`.
  public let byteCount: Int
  /// The token that ends every document.
  public let endToken: Int32
  /// FNV-1a of the tokens, each added as one unit: tells another corpus of the same size.
  let hash: UInt64

  /// The number of documents.
  public var documentCount: Int { documentEnds.count }

  /// Tokenises `documents`; special tokens such as `<|endoftext|>` inside them are ordinary text.
  ///
  /// Throws when there is no document or the tokeniser has no such token to end them with.
  ///
  /// - Parameters:
  ///   - domain: the name of the domain.
  ///   - documents: at least one.
  ///   - tokenizer: makes the tokens.
  ///   - endOfText: the added token that ends documents; by default ``ByteLevelBPE/endToken``.
  ///   - progress: told after every document, with the tokens so far.
  public init(
    domain: String, documents: [Document], tokenizer: ByteLevelBPE, endOfText: String? = nil,
    progress: (_ documents: Int, _ tokens: Int) -> Void = { _, _ in }
  ) throws(DataError) {
    guard !documents.isEmpty else { throw .invalid("the domain \(domain) has no document") }
    let end = try tokenizer.documentEnd(named: endOfText)
    var encoder = ByteLevelBPE.Encoder(tokenizer)
    var tokens: [Int32] = []
    var ends: [Int] = []
    var bytes = 0
    for document in documents {
      encoder.encode(document.text, parsingSpecialTokens: false, into: &tokens)
      tokens.append(end)
      ends.append(tokens.count)
      bytes += document.text.utf8.count
      progress(ends.count, tokens.count)
    }
    self.init(domain: domain, tokens: tokens, documentEnds: ends, byteCount: bytes, endToken: end)
  }

  /// A corpus of given tokens; every document has at least its end token.
  init(domain: String, tokens: [Int32], documentEnds: [Int], byteCount: Int, endToken: Int32) {
    var hash = FNV1a()
    for token in tokens { hash.add(UInt64(UInt32(bitPattern: token))) }
    self.init(
      domain: domain, tokens: TokenSequence(tokens), documentEnds: documentEnds,
      byteCount: byteCount, endToken: endToken, hash: hash.value)
  }

  /// A corpus of tokens that may lie in files, with the ``hash`` that they have.
  init(
    domain: String, tokens: TokenSequence, documentEnds: [Int], byteCount: Int, endToken: Int32,
    hash: UInt64
  ) {
    precondition(documentEnds.last == tokens.count, "documents must cover all tokens")
    self.domain = domain
    self.tokens = tokens
    self.documentEnds = documentEnds
    self.byteCount = byteCount
    self.endToken = endToken
    self.hash = hash
  }

  /// Where document `index` lies in `tokens`.
  public func range(of index: Int) -> Range<Int> {
    (index == 0 ? 0 : documentEnds[index - 1])..<documentEnds[index]
  }

  /// Throws ``FileError`` when tokens of `corpora` that lie in files could not be read since they were
  /// opened: what was read then is not their text.
  package static func requireRead(_ corpora: [TokenizedCorpus]) throws(FileError) {
    for corpus in corpora {
      if let failure = corpus.tokens.failure { throw failure }
    }
  }
}
