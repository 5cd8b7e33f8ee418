extension ByteLevelBPE {
  /// Encodes many texts with one word cache: the way to tokenise a corpus.
  ///
  /// Cost: linear in the text for words seen before, O(n log n) in the length n of a new word.
  public struct Encoder: Sendable {
    /// The tokeniser in use.
    public let tokenizer: ByteLevelBPE
    private let finder: AddedTokenFinder
    private var merger = WordMerger()
    private var words = WordTable()
    private var cachedIDs = ContiguousArray<Int32>()
    private var cachedEnds = ContiguousArray<Int>()

    /// Words longer than this are rare and not worth remembering.
    private static let longestCachedWord = 64
    private static let largestCache = 1 << 18

    /// An encoder with an empty cache.
    public init(_ tokenizer: ByteLevelBPE) {
      self.tokenizer = tokenizer
      finder = AddedTokenFinder(tokenizer.addedTokens)
    }

    /// Appends the tokens of `text` to `ids`; see `ByteLevelBPE.encode`.
    public mutating func encode(
      _ text: String, parsingAddedTokens: Bool = true, into ids: inout [Int32]
    ) {
      var text = text
      text.withUTF8 { bytes in
        var start = 0
        while parsingAddedTokens, let match = finder.first(in: bytes, from: start) {
          encodeWords(UnsafeBufferPointer(rebasing: bytes[start..<match.start]), into: &ids)
          ids.append(match.token.id)
          start = match.end
        }
        encodeWords(UnsafeBufferPointer(rebasing: bytes[start...]), into: &ids)
      }
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
      if word.count <= Self.longestCachedWord, let index = words.find(word) {
        let start = index == 0 ? 0 : cachedEnds[index - 1]
        ids.append(contentsOf: cachedIDs[start..<cachedEnds[index]])
        return
      }
      let first = ids.count
      merger.merge(word, with: tokenizer, into: &ids)
      if word.count <= Self.longestCachedWord, words.count < Self.largestCache {
        _ = words.insert(word)
        cachedIDs.append(contentsOf: ids[first...])
        cachedEnds.append(cachedIDs.count)
      }
    }
  }
}

/// Finds added tokens: the leftmost, and of those that start there the longest.
private struct AddedTokenFinder: Sendable {
  private let candidates: [(token: AddedToken, bytes: ContiguousArray<UInt8>)]
  private let startsToken: ContiguousArray<Bool>

  init(_ tokens: [AddedToken]) {
    candidates = tokens.map { ($0, ContiguousArray($0.content.utf8)) }
      .filter { !$0.1.isEmpty }.sorted { $0.1.count > $1.1.count }
    var starts = ContiguousArray(repeating: false, count: 256)
    for candidate in candidates { starts[Int(candidate.bytes[0])] = true }
    startsToken = starts
  }

  func first(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> (start: Int, end: Int, token: AddedToken)? {
    guard !candidates.isEmpty else { return nil }
    for position in start..<bytes.count where startsToken[Int(bytes[position])] {
      for candidate in candidates where matches(candidate.bytes, bytes, at: position) {
        return (position, position + candidate.bytes.count, candidate.token)
      }
    }
    return nil
  }

  private func matches(
    _ token: ContiguousArray<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>, at position: Int
  ) -> Bool {
    guard position + token.count <= bytes.count else { return false }
    for offset in 0..<token.count where bytes[position + offset] != token[offset] { return false }
    return true
  }
}
