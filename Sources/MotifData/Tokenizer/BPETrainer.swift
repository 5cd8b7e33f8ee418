/// Learns the merges of a byte-level BPE from text.
///
/// The vocabulary is the 256 bytes (id = byte), one token per merge, then the special tokens. Each
/// round merges the most frequent adjacent pair inside words; equal counts go to the pair with the
/// smaller ids, so the result depends on the text alone. Counts are 64 bits wide and updated
/// incrementally: O(n log n) for n bytes of distinct words.
public struct BPETrainer: Sendable {
  /// What to learn.
  public struct Config: Sendable, Equatable {
    /// Tokens in all, special tokens included; fewer when the text runs out of pairs.
    public var vocabularySize = 512
    /// Special tokens, which get the last ids in this order; the first one ends documents.
    public var specialTokens = ["<|endoftext|>"]
    /// What cuts text into words.
    public var preTokenizer = PreTokenizer.singleDigits
    /// A pair that occurs less often is not worth a token.
    public var minimumPairCount = 2

    /// The defaults: 512 tokens, one special token, single digits.
    public init() {}
  }

  private let config: Config
  private var words = WordTable()
  private var counts: [Int] = []
  /// Longer words are counted in pieces: they are noise, and each would hold many unique pairs.
  private static let longestWord = 1024

  /// A trainer that has seen no text; throws when the vocabulary is too small or names repeat.
  public init(_ config: Config) throws(DataError) {
    let least = 256 + config.specialTokens.count
    guard !config.specialTokens.isEmpty, config.vocabularySize >= least else {
      throw .invalid(
        "a vocabulary of \(config.vocabularySize) tokens with \(config.specialTokens.count) special"
          + " tokens is too small: 256 bytes and at least one special token need \(max(257, least))"
      )
    }
    guard Set(config.specialTokens).count == config.specialTokens.count,
      !config.specialTokens.contains("")
    else {
      throw .invalid("special tokens must be distinct and not empty: \(config.specialTokens)")
    }
    self.config = config
  }

  /// Learns a tokeniser from the texts of `documents`.
  public static func train(
    _ config: Config, on documents: some Sequence<Document>
  ) throws(DataError) -> ByteLevelBPE {
    var trainer = try BPETrainer(config)
    for document in documents { trainer.add(document.text) }
    return trainer.train()
  }

  /// Counts the words of `text`.
  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      config.preTokenizer.forEachWord(in: bytes) { range in
        var start = range.lowerBound
        while start < range.upperBound {
          let end = min(start + Self.longestWord, range.upperBound)
          let index = words.insert(UnsafeBufferPointer(rebasing: bytes[start..<end]))
          if index == counts.count { counts.append(1) } else { counts[index] += 1 }
          start = end
        }
      }
    }
  }

  /// The tokeniser for the words counted so far.
  public func train() -> ByteLevelBPE {
    var state = MergeSearch(words: words, counts: counts)
    var tokens = (0...255).map { ContiguousArray([UInt8($0)]) }
    var ids = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, Int32($0)) })
    var merges: [TokenMerge] = []
    var known = Set<UInt64>()
    let target = config.vocabularySize - config.specialTokens.count
    while tokens.count < target,
      let pair = state.popMostFrequent(minimumCount: config.minimumPairCount)
    {
      let bytes = tokens[Int(pair.left)] + tokens[Int(pair.right)]
      let result = ids[bytes] ?? Int32(tokens.count)
      if ids.updateValue(result, forKey: bytes) == nil { tokens.append(bytes) }
      if known.insert(TokenMerge.key(pair.left, pair.right)).inserted {
        merges.append(TokenMerge(left: pair.left, right: pair.right, result: result))
      }
      state.merge(pair.left, pair.right, into: result)
    }
    let added = config.specialTokens.enumerated().map { offset, content in
      AddedToken(id: Int32(tokens.count + offset), content: content)
    }
    return ByteLevelBPE(
      tokens: tokens, merges: merges, addedTokens: added, preTokenizer: config.preTokenizer)
  }
}
