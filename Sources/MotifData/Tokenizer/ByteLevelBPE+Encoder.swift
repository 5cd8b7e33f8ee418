extension ByteLevelBPE {
  /// Encodes many texts with one word cache: the way to tokenise a corpus.
  ///
  /// Cost: linear in the text for words seen before, O(n log n) in the length n of a new word.
  public struct Encoder: Sendable {
    /// The tokeniser in use.
    public let tokenizer: ByteLevelBPE
    /// Finds the added tokens of text as it is, and those of normalised text.
    private let finder, normalizedFinder: AddedTokenFinder
    private var merger = WordMerger()
    private var words = WordTable()
    private var cachedIDs: [Int32] = []
    private var cachedEnds = ContiguousArray<Int>()

    /// Words longer than this are rare and not worth remembering.
    private static let longestCachedWord = 64
    private static let largestCache = 1 << 18

    /// An encoder with an empty cache.
    public init(_ tokenizer: ByteLevelBPE) {
      self.tokenizer = tokenizer
      let normalizer = tokenizer.normalizer
      let added = tokenizer.addedTokens
      finder = AddedTokenFinder(added.filter { !$0.matching.isNormalized })
      normalizedFinder = AddedTokenFinder(added.filter(\.matching.isNormalized)) { content in
        let bytes = Array(content.utf8)
        return bytes.withUnsafeBufferPointer { normalizer?.normalized($0) } ?? bytes
      }
    }

    /// Appends the tokens of `text` to `ids`; see `ByteLevelBPE.encode`.
    public mutating func encode(
      _ text: String, parsingSpecialTokens: Bool = true, into ids: inout [Int32]
    ) {
      var text = text
      text.withUTF8 { bytes in
        forEachPart(of: bytes, finder, special: parsingSpecialTokens, into: &ids) {
          $0.encodeStretch($1, special: parsingSpecialTokens, into: &$2)
        }
      }
    }

    /// Appends the tokens of a stretch of text that is normalised before other added tokens, those
    /// that stand in normalised text, are sought in it.
    private mutating func encodeStretch(
      _ stretch: UnsafeBufferPointer<UInt8>, special: Bool, into ids: inout [Int32]
    ) {
      guard let normalized = tokenizer.normalizer?.normalized(stretch) else {
        return encodeNormalized(stretch, special: special, into: &ids)
      }
      normalized.withUnsafeBufferPointer {
        encodeNormalized($0, special: special, into: &ids)
      }
    }

    private mutating func encodeNormalized(
      _ bytes: UnsafeBufferPointer<UInt8>, special: Bool, into ids: inout [Int32]
    ) {
      forEachPart(of: bytes, normalizedFinder, special: special, into: &ids) {
        $0.encodeWords($1, into: &$2)
      }
    }

    /// Appends the tokens that `finder` finds in `bytes` and hands the text between them to `body`.
    private mutating func forEachPart(
      of bytes: UnsafeBufferPointer<UInt8>, _ finder: AddedTokenFinder, special: Bool,
      into ids: inout [Int32],
      _ body: (inout Encoder, UnsafeBufferPointer<UInt8>, inout [Int32]) -> Void
    ) {
      guard finder.canFind(special: special) else { return body(&self, bytes, &ids) }
      finder.forEachPart(
        of: bytes, special: special,
        stretch: { body(&self, UnsafeBufferPointer(rebasing: bytes[$0]), &ids) },
        token: { ids.append($0.id) })
    }

    private mutating func encodeWords(
      _ bytes: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]
    ) {
      tokenizer.preTokenizer.forEachWord(in: bytes) { range in
        encodeWord(UnsafeBufferPointer(rebasing: bytes[range]), into: &ids)
      }
    }

    private mutating func encodeWord(
      _ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]
    ) {
      if word.count == 1 {
        ids.append(tokenizer.byteTokens[Int(word[0])])
        return
      }
      if tokenizer.ignoresMerges, let whole = tokenizer.token(ContiguousArray(word)) {
        ids.append(whole)
        return
      }
      guard word.count <= Self.longestCachedWord, let index = number(of: word) else {
        return merger.merge(word, with: tokenizer, into: &ids)
      }
      if index == cachedEnds.count {
        merger.merge(word, with: tokenizer, into: &cachedIDs)
        cachedEnds.append(cachedIDs.count)
      }
      let start = index == 0 ? 0 : cachedEnds[index - 1]
      // A few tokens: a slice would cost more than they do.
      for place in start..<cachedEnds[index] { ids.append(cachedIDs[place]) }
    }

    /// The number of `word` in the cache, where it gets one while there is room.
    private mutating func number(of word: UnsafeBufferPointer<UInt8>) -> Int? {
      words.count < Self.largestCache ? words.insert(word) : words.find(word)
    }
  }
}
