internal import MotifCore

/// A token shard that is open for reading; its tokens are read by offset.
///
/// 24 bytes a document are kept in memory.
struct TokenShard: Sendable {
  let file: ReadableFile
  let header: TokenShardHeader
  let provenance: ShardProvenance
  /// The documents in the order of the tokens.
  let entries: [TokenizedChunk.Entry]
  let tokenCount: Int

  var path: String { file.path }

  /// Opens the shard at `path`; throws ``FileError`` when anything in it is damaged, as the SHA-256 of
  /// each part tells.
  ///
  /// Cost: O(n), every byte is read once.
  init(_ path: String) throws(FileError) {
    let file = try ReadableFile(path)
    let smallest = TokenShardHeader.byteCount + TokenShardTrailer.byteCount
    let head = try file.bytes(0..<min(file.byteCount, TokenShardHeader.byteCount))
    header = try TokenShardHeader(head, path: path)
    guard file.byteCount >= smallest else {
      throw FileError(
        path: path,
        reason: "has \(file.byteCount) bytes, expected at least \(smallest): it was cut off")
    }
    let trailer = try TokenShardTrailer(
      file.bytes(file.byteCount - TokenShardTrailer.byteCount..<file.byteCount), path: path)
    let index = TokenShardHeader.byteCount + trailer.tokenCount * header.width
    let json = index + trailer.documentCount * TokenizedChunk.Entry.byteCount
    let end = json + trailer.provenanceCount
    guard end + TokenShardTrailer.byteCount == file.byteCount else {
      throw FileError(
        path: path,
        reason: "has \(file.byteCount) bytes, expected \(end + TokenShardTrailer.byteCount) for "
          + "\(trailer.tokenCount) tokens and \(trailer.documentCount) documents")
    }
    let text = try file.bytes(json..<end)
    guard TokenShardTrailer.digest((head + text)[...]) == trailer.provenanceSHA256 else {
      throw Self.damage(path, "header or provenance has")
    }
    let entries = try file.bytes(index..<json)
    guard TokenShardTrailer.digest(entries[...]) == trailer.indexSHA256 else {
      throw Self.damage(path, "index of documents has")
    }
    self.file = file
    tokenCount = trailer.tokenCount
    provenance = try ShardProvenance.read(text, path: path)
    self.entries = try Self.entries(entries, tokenCount: tokenCount, path: path)
    try checkTokens(trailer)
  }

  /// The tokens as a piece of a longer sequence.
  var piece: StoredTokens.Piece {
    StoredTokens.Piece(
      file: file, offset: TokenShardHeader.byteCount, width: header.width, count: tokenCount)
  }

  /// Where document `index` lies in the tokens.
  func range(of index: Int) -> Range<Int> {
    (index == 0 ? 0 : entries[index - 1].end)..<entries[index].end
  }

  private static func damage(_ path: String, _ what: String) -> FileError {
    FileError(path: path, reason: "is damaged: its \(what) another SHA-256 than it states")
  }

  private static func entries(
    _ bytes: [UInt8], tokenCount: Int, path: String
  ) throws(FileError) -> [TokenizedChunk.Entry] {
    var fields = LittleEndianBytes(bytes)
    let entries = (0..<bytes.count / TokenizedChunk.Entry.byteCount).map { _ in
      TokenizedChunk.Entry(
        end: Int(clamping: fields.next(UInt64.self)),
        textBytes: Int(clamping: fields.next(UInt64.self)), hash: fields.next(UInt64.self))
    }
    var before = 0
    for (number, entry) in entries.enumerated() {
      guard entry.end > before, entry.textBytes < 1 << 50 else {
        throw FileError(
          path: path,
          reason: "is damaged: document \(number) ends at token \(entry.end), the one before at "
            + "\(before)")
      }
      before = entry.end
    }
    guard before == tokenCount else {
      throw FileError(
        path: path, reason: "is damaged: its documents end at token \(before), it has \(tokenCount)"
      )
    }
    return entries
  }

  /// Throws when a token was changed or is none of the vocabulary.
  private func checkTokens(_ trailer: TokenShardTrailer) throws(FileError) {
    var hash = SHA256()
    var largest: Int32 = 0
    let step = 1 << 16
    for start in stride(from: 0, to: tokenCount, by: step) {
      let tokens = try piece.tokens(start..<min(tokenCount, start + step))
      header.bytes(of: tokens).withUnsafeBytes { hash.update($0) }
      for token in tokens { largest = max(largest, token >= 0 ? token : .max) }
    }
    guard hash.finish() == trailer.tokensSHA256 else { throw Self.damage(path, "tokens have") }
    guard largest < header.vocabularySize else {
      throw FileError(
        path: path,
        reason: "holds the token \(largest), but its vocabulary has \(header.vocabularySize)")
    }
  }
}
