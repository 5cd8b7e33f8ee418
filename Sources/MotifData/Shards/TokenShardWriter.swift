internal import MotifCore

/// Writes one token shard, which appears under its name complete or not at all.
///
/// Header, tokens, index of documents, provenance, trailer: written from first to last under a
/// temporary name, forced to the disk, renamed. The index alone is kept in memory, 24 bytes a document.
final class TokenShardWriter {
  private let path, folder: String
  private let operations: FileOperations
  private let header: TokenShardHeader
  private let partial: String
  private let file: DurableFile
  private var tokensHash = SHA256()
  private var tokenCount = 0
  private var index = LittleEndianBytes([])
  private var documentCount = 0
  private(set) var passedOver = PassedRows()
  /// Bytes of the source's text so far.
  private(set) var sourceBytes = 0
  private var isFinished = false

  /// Begins the shard `name` in `folder`.
  init(
    _ name: String, in folder: String, _ header: TokenShardHeader, operations: FileOperations
  ) throws(FileError) {
    path = "\(folder)/\(name)"
    self.folder = folder
    self.header = header
    self.operations = operations
    partial = TemporaryName.beside(path)
    file = try DurableFile(path: partial, operations: operations)
    try append(header.bytes)
  }

  deinit {
    // An abandoned shard has no caller left to tell.
    if !isFinished { try? operations.remove(partial) }
  }

  /// Adds the documents of `chunk`.
  func append(_ chunk: TokenizedChunk) throws(FileError) {
    chunk.bytes.withUnsafeBytes { tokensHash.update($0) }
    try append(chunk.bytes)
    for entry in chunk.entries {
      index.append(UInt64(tokenCount + entry.end))
      index.append(UInt64(entry.textBytes))
      index.append(entry.hash)
    }
    tokenCount += chunk.tokenCount
    documentCount += chunk.entries.count
    passedOver.add(chunk.passedOver)
    sourceBytes += chunk.sourceBytes
  }

  /// Ends the shard and gives it its name.
  func finish(_ provenance: ShardProvenance) throws(FileError) {
    let json = provenance.json()
    let trailer = TokenShardTrailer(
      tokenCount: tokenCount, documentCount: documentCount, provenanceCount: json.count,
      tokensSHA256: tokensHash.finish(), indexSHA256: TokenShardTrailer.digest(index.bytes[...]),
      provenanceSHA256: TokenShardTrailer.digest((header.bytes + json)[...]))
    try append(index.bytes)
    try append(json)
    try append(trailer.bytes)
    try file.finish()
    try operations.rename(partial, path)
    isFinished = true
    try operations.syncFolder(folder)
  }

  private func append(_ bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBufferPointer { bytes throws(FileError) in
      try file.append(UnsafeRawBufferPointer(bytes))
    }
  }
}
