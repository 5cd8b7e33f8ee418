internal import MotifCore

/// A byte-level byte-pair encoding: any text becomes tokens, and the tokens give back the text.
///
/// Text is cut at added tokens, normalised where the file asks for it, then cut into words by the
/// pre-tokeniser; inside a word the adjacent pair whose merge was learned first is merged, the
/// leftmost first, until none is left. Words begin as bytes, or in files of SentencePiece's layout as
/// characters, and bytes where a character has no token. The tokens give back the normalised text,
/// without the white space that an added token took from around itself.
/// Sources: Sennrich et al. 1508.07909; byte level: GPT-2 (Radford et al. 2019).
public struct ByteLevelBPE: Sendable {
  /// What cuts text into words.
  public let preTokenizer: PreTokenizer
  /// Tokens matched as a whole, by id.
  public let addedTokens: [AddedToken]
  /// The merges, first learned first.
  public let merges: [TokenMerge]
  /// One more than the largest token id: the rows of an embedding.
  public let vocabularySize: Int

  /// Whether a word that is a token as a whole is taken without merging (Llama 3's files).
  let ignoresMerges: Bool
  /// What rewrites the text between added tokens.
  package let normalizer: Normalizer?
  /// The tokens that the file puts around a text; encoding adds none by itself.
  package let template: TokenTemplate
  /// What a word begins with where that is not one token a byte.
  let fallback: ByteFallback?
  /// The token of every byte that is a word of its own.
  let byteTokens: ContiguousArray<Int32>
  let ranks: MergeTable
  /// The bytes that merge to each token; empty where an id is unused or only an added token.
  let vocabulary: [ContiguousArray<UInt8>]
  /// The bytes that each token stands for.
  private let tokenBytes: [ContiguousArray<UInt8>]
  private let tokenIDs: [ContiguousArray<UInt8>: Int32]
  private let addedByText: [ExactText: AddedToken]
  private let skipped: [Bool]

  /// A tokeniser over `tokens` (bytes by id; nil where an id is unused or only an added token).
  ///
  /// The caller guarantees that every byte has a token and every merge names tokens that exist.
  init(
    tokens: [ContiguousArray<UInt8>?], merges: [TokenMerge], addedTokens: [AddedToken],
    preTokenizer: PreTokenizer, normalizer: Normalizer? = nil, fallback: ByteFallback? = nil,
    template: TokenTemplate = TokenTemplate(), ignoresMerges: Bool = false
  ) {
    var vocabulary = tokens.map { $0 ?? [] }
    let last = addedTokens.map { Int($0.id) }.max() ?? -1
    while vocabulary.count <= last { vocabulary.append([]) }
    var ids: [ContiguousArray<UInt8>: Int32] = [:]
    for (id, token) in vocabulary.enumerated() where !token.isEmpty { ids[token] = Int32(id) }
    var bytes = fallback?.decoded(vocabulary) ?? vocabulary
    var skipped = [Bool](repeating: false, count: bytes.count)
    for token in addedTokens {
      bytes[Int(token.id)] = ContiguousArray(token.content.utf8)
      skipped[Int(token.id)] = token.isSpecial
    }
    self.preTokenizer = preTokenizer
    self.normalizer = normalizer
    self.fallback = fallback
    self.template = template
    self.addedTokens = addedTokens.sorted { $0.id < $1.id }
    self.merges = merges
    self.ignoresMerges = ignoresMerges
    self.skipped = skipped
    self.vocabulary = vocabulary
    vocabularySize = bytes.count
    byteTokens =
      fallback?.singleBytes ?? ContiguousArray((0...255).map { ids[[UInt8($0)]] ?? 0 })
    ranks = MergeTable(ContiguousArray(merges))
    tokenBytes = bytes
    tokenIDs = ids
    addedByText = Dictionary(addedTokens.map { (ExactText($0.content), $0) }) { first, _ in first }
  }

  /// The id of the added token `content`, or nil.
  public func id(of content: String) -> Int32? { addedByText[ExactText(content)]?.id }

  /// The bytes of token `id`; empty for an unused id.
  public func bytes(of id: Int32) -> ContiguousArray<UInt8> {
    precondition(
      id >= 0 && Int(id) < vocabularySize, "token \(id) is not in 0 ..< \(vocabularySize)")
    return tokenBytes[Int(id)]
  }

  /// Whether tokens always give back the very text: nothing rewrites it and no added token takes
  /// white space.
  package var keepsText: Bool {
    normalizer == nil
      && !addedTokens.contains { $0.matching.takesSpaceBefore || $0.matching.takesSpaceAfter }
  }

  /// The token that has exactly these bytes, added tokens aside.
  func token(_ bytes: ContiguousArray<UInt8>) -> Int32? { tokenIDs[bytes] }

  /// The tokens of `text`.
  ///
  /// Added tokens that are not special are part of the vocabulary and found in any text.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - parsingSpecialTokens: whether special tokens inside the text become one id (prompts and
  ///     templates) or are ordinary text (documents from outside).
  public func encode(_ text: String, parsingSpecialTokens: Bool = true) -> [Int32] {
    var encoder = Encoder(self)
    var ids: [Int32] = []
    encoder.encode(text, parsingSpecialTokens: parsingSpecialTokens, into: &ids)
    return ids
  }

  /// The bytes of `ids`, one after the other; they need not be valid UTF-8.
  public func decodeBytes(_ ids: [Int32], skipSpecial: Bool = false) -> [UInt8] {
    var output: [UInt8] = []
    for id in ids {
      let bytes = bytes(of: id)
      if !(skipSpecial && skipped[Int(id)]) { output.append(contentsOf: bytes) }
    }
    return output
  }

  /// The text of `ids`, with one U+FFFD for every maximal invalid subpart.
  ///
  /// The space that SentencePiece's layout puts before a text is taken away: `ids` are all of a text.
  /// What continues a text keeps it in ``decodeBytes(_:skipSpecial:)``.
  public func decode(_ ids: [Int32], skipSpecial: Bool = false) -> String {
    let bytes = decodeBytes(ids, skipSpecial: skipSpecial)
    let spaces = bytes.prefix(fallback?.decoding.strippedSpaces ?? 0)
      .prefix { $0 == UInt8(ascii: " ") }
    return String(decoding: bytes.dropFirst(spaces.count), as: UTF8.self)
  }
}
