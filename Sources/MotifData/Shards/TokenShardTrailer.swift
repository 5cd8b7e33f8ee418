internal import MotifCore

/// The last bytes of a token shard: how much it holds, and the SHA-256 of each part of it.
///
/// Little-endian: numbers of tokens, documents and bytes of provenance; the SHA-256 of the tokens, of
/// the index of documents, and of header and provenance, then of all these, as hexadecimal digits;
/// `MOTIFEND`.
struct TokenShardTrailer: Equatable {
  let tokenCount: Int
  let documentCount: Int
  let provenanceCount: Int
  let tokensSHA256: String
  let indexSHA256: String
  let provenanceSHA256: String

  static let byteCount = 24 + 4 * 64 + 8
  private static let magic = Array("MOTIFEND".utf8)

  init(
    tokenCount: Int, documentCount: Int, provenanceCount: Int, tokensSHA256: String,
    indexSHA256: String, provenanceSHA256: String
  ) {
    self.tokenCount = tokenCount
    self.documentCount = documentCount
    self.provenanceCount = provenanceCount
    self.tokensSHA256 = tokensSHA256
    self.indexSHA256 = indexSHA256
    self.provenanceSHA256 = provenanceSHA256
  }

  /// Reads the trailer `bytes` of the file at `path`.
  init(_ bytes: [UInt8], path: String) throws(FileError) {
    guard bytes.count == Self.byteCount, bytes.suffix(8) == Self.magic[...] else {
      throw FileError(
        path: path, reason: "is damaged: it does not end with MOTIFEND, so it was cut off")
    }
    var fields = LittleEndianBytes(bytes)
    let counts = (0..<3).map { _ in Int(clamping: fields.next(UInt64.self)) }
    let hashes = (0..<4).map { _ in fields.text(64) }
    // Far from overflow: no file is so large.
    guard counts.allSatisfy({ $0 < 1 << 50 }), hashes[3] == Self.digest(bytes.dropLast(72)) else {
      throw FileError(
        path: path, reason: "is damaged: its last bytes have another SHA-256 than they state")
    }
    (tokenCount, documentCount, provenanceCount) = (counts[0], counts[1], counts[2])
    (tokensSHA256, indexSHA256, provenanceSHA256) = (hashes[0], hashes[1], hashes[2])
  }

  var bytes: [UInt8] {
    var fields = LittleEndianBytes([])
    for count in [tokenCount, documentCount, provenanceCount] { fields.append(UInt64(count)) }
    let stated =
      fields.bytes + (tokensSHA256 + indexSHA256 + provenanceSHA256).utf8
    return stated + Self.digest(stated[...]).utf8 + Self.magic
  }

  /// The SHA-256 of `bytes`.
  static func digest(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.withUnsafeBytes { SHA256.digest($0) }
  }
}
