internal import MotifCore

/// The tokens of a chunk of a source.
struct TokenizedChunk: Sendable {
  /// A document: where it ends in the tokens, the bytes of its text and their hash.
  struct Entry: Sendable, Equatable {
    var end: Int
    let textBytes: Int
    let hash: UInt64

    static let byteCount = 24
  }

  /// The tokens as a shard holds them.
  let bytes: [UInt8]
  let tokenCount: Int
  let entries: [Entry]
  let passedOver: PassedRows
  /// Bytes of the source's text that it was made of.
  let sourceBytes: Int
  let start, end: SourcePlace

  /// The tokens that `encoder` makes of `chunk`.
  init(
    _ chunk: SourceChunk, _ format: DocumentFormat, _ header: TokenShardHeader, hashSeed: UInt64,
    encoder: inout ByteLevelBPE.Encoder
  ) throws(FileError) {
    let found = try format.texts(of: chunk)
    var tokens: [Int32] = []
    entries = found.texts.map { text in
      encoder.encode(text, parsingSpecialTokens: false, into: &tokens)
      tokens.append(header.endToken)
      return Entry(
        end: tokens.count, textBytes: text.utf8.count,
        hash: ContentHash.of(text, seed: hashSeed))
    }
    bytes = header.bytes(of: tokens)
    tokenCount = tokens.count
    passedOver = found.passedOver
    sourceBytes = chunk.bytes.count
    (start, end) = (chunk.start, chunk.end)
  }
}
