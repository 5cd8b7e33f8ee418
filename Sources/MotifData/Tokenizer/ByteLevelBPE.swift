/// A token that stands for itself: it is found in the text before pre-tokenisation and never merges.
public struct AddedToken: Sendable, Hashable {
  /// Its number.
  public let id: Int32
  /// Its text.
  public let content: String
  /// Whether decoding can skip it (control tokens) or never does (ordinary words).
  public let isSpecial: Bool

  /// A token of the given number and text.
  public init(id: Int32, content: String, isSpecial: Bool = true) {
    self.id = id
    self.content = content
    self.isSpecial = isSpecial
  }
}

/// A byte-level byte-pair encoding: any text becomes tokens, and the tokens give back the text.
///
/// Text is cut at added tokens, then into words by the pre-tokeniser; inside a word the adjacent
/// pair whose merge was learned first is merged, the leftmost first, until none is left.
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
  let byteTokens: ContiguousArray<Int32>
  let ranks: MergeTable
  let results: ContiguousArray<Int32>
  private let tokenBytes: [ContiguousArray<UInt8>]
  private let tokenIDs: [ContiguousArray<UInt8>: Int32]
  private let addedByText: [String: AddedToken]
  private let skipped: [Bool]

  /// A tokeniser over `tokens` (bytes by id; nil where an id is unused or an added token).
  ///
  /// The caller guarantees that every byte has a token and every merge names tokens that exist.
  init(
    tokens: [ContiguousArray<UInt8>?], merges: [TokenMerge], addedTokens: [AddedToken],
    preTokenizer: PreTokenizer, ignoresMerges: Bool = false
  ) {
    var bytes = tokens.map { $0 ?? [] }
    let last = addedTokens.map { Int($0.id) }.max() ?? -1
    while bytes.count <= last { bytes.append([]) }
    var ids: [ContiguousArray<UInt8>: Int32] = [:]
    for (id, token) in bytes.enumerated() where !token.isEmpty { ids[token] = Int32(id) }
    var skipped = [Bool](repeating: false, count: bytes.count)
    for token in addedTokens {
      bytes[Int(token.id)] = ContiguousArray(token.content.utf8)
      skipped[Int(token.id)] = token.isSpecial
    }
    self.preTokenizer = preTokenizer
    self.addedTokens = addedTokens.sorted { $0.id < $1.id }
    self.merges = merges
    self.ignoresMerges = ignoresMerges
    self.skipped = skipped
    vocabularySize = bytes.count
    byteTokens = ContiguousArray((0...255).map { ids[[UInt8($0)]] ?? 0 })
    ranks = MergeTable(ContiguousArray(merges))
    results = ContiguousArray(merges.map(\.result))
    tokenBytes = bytes
    tokenIDs = ids
    addedByText = Dictionary(addedTokens.map { ($0.content, $0) }) { first, _ in first }
  }

  /// The id of the added token `content`, or nil.
  public func id(of content: String) -> Int32? { addedByText[content]?.id }

  /// The bytes of token `id`; empty for an unused id.
  public func bytes(of id: Int32) -> ContiguousArray<UInt8> {
    precondition(
      id >= 0 && Int(id) < vocabularySize, "token \(id) is not in 0 ..< \(vocabularySize)")
    return tokenBytes[Int(id)]
  }

  /// The token that has exactly these bytes, added tokens aside.
  func token(_ bytes: ContiguousArray<UInt8>) -> Int32? { tokenIDs[bytes] }

  /// The tokens of `text`.
  ///
  /// - Parameter parsingAddedTokens: whether added tokens inside the text become one id (prompts
  ///   and templates) or are ordinary text (documents from outside).
  public func encode(_ text: String, parsingAddedTokens: Bool = true) -> [Int32] {
    var encoder = Encoder(self)
    var ids: [Int32] = []
    encoder.encode(text, parsingAddedTokens: parsingAddedTokens, into: &ids)
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
  public func decode(_ ids: [Int32], skipSpecial: Bool = false) -> String {
    String(decoding: decodeBytes(ids, skipSpecial: skipSpecial), as: UTF8.self)
  }
}
