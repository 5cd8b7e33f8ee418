internal import MotifCore

/// The first bytes of a token shard: what its tokens are.
///
/// Little-endian: `MOTIFTOK`, version, bytes a token, size of the vocabulary, end token, then the
/// SHA-256 of the tokenizer as 64 hexadecimal digits.
struct TokenShardHeader: Equatable {
  /// Bytes of a token, 2 or 4.
  let width: Int
  let vocabularySize: Int
  /// The token that ends every document.
  let endToken: Int32
  /// The SHA-256 of the tokenizer's `tokenizer.json`.
  let tokenizer: String

  static let byteCount = 96
  static let version: UInt32 = 1
  private static let magic = Array("MOTIFTOK".utf8)

  /// The header of shards of `tokenizer`.
  init(_ tokenizer: ByteLevelBPE, endToken: Int32) {
    vocabularySize = tokenizer.vocabularySize
    width = vocabularySize <= 1 << 16 ? 2 : 4
    self.endToken = endToken
    self.tokenizer = TokenizerFile.sha256(tokenizer)
  }

  /// Reads the header `bytes` of the file at `path`.
  init(_ bytes: [UInt8], path: String) throws(FileError) {
    guard bytes.count == Self.byteCount, bytes.starts(with: Self.magic) else {
      throw FileError(
        path: path,
        reason: "is no token shard: it does not begin with MOTIFTOK; motif-train tokenize "
          + "writes token shards")
    }
    var fields = LittleEndianBytes(bytes, at: Self.magic.count)
    let version = fields.next(UInt32.self)
    guard version == Self.version else {
      throw FileError(
        path: path,
        reason: "is a token shard of version \(version), expected version \(Self.version)")
    }
    let width = Int(fields.next(UInt32.self))
    let size = Int(clamping: fields.next(UInt64.self))
    let end = Int(clamping: fields.next(UInt64.self))
    let text = fields.text(64)
    guard [2, 4].contains(width), (1...Int(Int32.max)).contains(size), end < size else {
      throw FileError(
        path: path,
        reason:
          "is damaged: its header states \(width) bytes a token, \(size) tokens of vocabulary "
          + "and the end token \(end)")
    }
    (self.width, vocabularySize, endToken, tokenizer) = (width, size, Int32(end), text)
  }

  var bytes: [UInt8] {
    var fields = LittleEndianBytes(Self.magic)
    fields.append(Self.version)
    fields.append(UInt32(width))
    fields.append(UInt64(vocabularySize))
    fields.append(UInt64(endToken))
    return fields.bytes + Array(tokenizer.utf8)
  }

  /// The bytes of `tokens`.
  func bytes(of tokens: [Int32]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: width * tokens.count) { target, count in
      let bytes = UnsafeMutableRawBufferPointer(target)
      for (index, token) in tokens.enumerated() {
        if width == 2 {
          bytes.storeBytes(
            of: UInt16(truncatingIfNeeded: token).littleEndian, toByteOffset: 2 * index,
            as: UInt16.self)
        } else {
          bytes.storeBytes(of: token.littleEndian, toByteOffset: 4 * index, as: Int32.self)
        }
      }
      count = width * tokens.count
    }
  }
}
