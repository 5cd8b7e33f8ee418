internal import Foundation
package import MotifCore

/// The words of one scorer for all documents, in their order, kept from one run to the next.
///
/// A row is the hash of the document, the words, and a check over both. A run goes through the rows with
/// its documents: as long as the hashes agree nothing is computed again; from the first that differs, or
/// that a crash has torn, the file is cut and written anew. So a run that was stopped goes on where it
/// was, and another threshold costs no score.
package final class ScoreFile: ScoreStore {
  /// How many rows agree with the documents of this run so far.
  package private(set) var count = 0
  /// How many of them an earlier run had left.
  package private(set) var reusedCount = 0
  private let path: String
  private let width: Int
  private let identity: UInt64
  private let operations: FileOperations
  private var reader: ReadableFile?
  private var writer: Int32?
  private var lastRow = 0
  private var block: (rows: Range<Int>, words: [UInt64]) = (0..<0, [])

  private static let mark: UInt64 = 0x3153_4552_4F43_534D
  private static let headerBytes = 16
  /// The bytes that are read at once.
  private static let blockBytes = 1 << 18
  /// Rows that are asked for in ascending order leave out fewer than so many.
  private static let stride = 64

  private var rowBytes: Int { 8 * (width + 2) }
  private func offset(_ row: Int) -> Int { Self.headerBytes + row * rowBytes }

  /// The file of `scorer` in `folder`, which is there.
  package init(
    _ scorer: some DocumentScorer, in folder: String, operations: FileOperations = .system
  ) throws(FileError) {
    width = scorer.width
    let hash = ContentHash.of(scorer.identity, seed: UInt64(scorer.width))
    identity = hash
    path = "\(folder)/\(String(hash, radix: 16)).scores"
    self.operations = operations
    if let found = try? operations.open(path), found.byteCount >= Self.headerBytes,
      try Self.words(found, 0..<Self.headerBytes) == [Self.mark, identity]
    {
      reader = found
    }
  }

  deinit { if let writer { try? operations.close(writer, path) } }

  /// Whether an earlier run has left the row of the next document, whose hash is `content`.
  ///
  /// Once that is not so, every row must be appended.
  package func reuses(_ content: UInt64) throws(FileError) -> Bool {
    guard writer == nil else { return false }
    guard let reader, offset(count + 1) <= reader.byteCount else { return false }
    let row = try words(row: count, of: reader)
    guard row.first == content, row.last == Self.check(row.dropLast()) else { return false }
    count += 1
    reusedCount += 1
    return true
  }

  /// Writes the rows of the next documents behind those that agree.
  package func append(_ contents: ArraySlice<UInt64>, words: [UInt64]) throws(FileError) {
    let descriptor = try startWriting()
    var rows: [UInt64] = []
    var start = 0
    for content in contents {
      let row = [content] + words[start..<start + width]
      rows += row
      rows.append(Self.check(row[...]))
      start += width
    }
    precondition(start == words.count, "\(words.count) words for rows of \(width)")
    try write(rows, descriptor)
    count += start / width
  }

  /// Forces what was written to the disk; from now on ``words(at:)`` may be asked for.
  package func finish() throws(FileError) {
    block = (0..<0, [])
    if let descriptor = writer {
      try operations.sync(descriptor, path)
      writer = nil
      try operations.close(descriptor, path)
    }
    reader = count > 0 ? try operations.open(path) : nil
  }

  /// The words of document `index`; rows in ascending order are read many at once.
  package func words(at index: Int) throws(FileError) -> ArraySlice<UInt64> {
    precondition(index < count, "document \(index) of \(count) has no row")
    guard let reader else { preconditionFailure("\(path) is read before it is finished") }
    return try words(row: index, of: reader).dropFirst().dropLast()
  }

  private func startWriting() throws(FileError) -> Int32 {
    if let writer { return writer }
    let descriptor = try operations.resume(path, count > 0 ? offset(count) : 0)
    writer = descriptor
    if count == 0 {
      try write([Self.mark, identity], descriptor)
    }
    return descriptor
  }

  private func write(_ words: [UInt64], _ descriptor: Int32) throws(FileError) {
    try words.map(\.littleEndian).withUnsafeBufferPointer { bytes throws(FileError) in
      try operations.write(descriptor, UnsafeRawBufferPointer(bytes), path)
    }
  }

  private func words(row: Int, of file: ReadableFile) throws(FileError) -> ArraySlice<UInt64> {
    defer { lastRow = row }
    if !block.rows.contains(row) {
      // A row far from the one before is read alone.
      let inOrder = 1...Self.stride ~= row - lastRow || row < Self.stride
      let left = (file.byteCount - Self.headerBytes) / rowBytes - row
      let rows = row..<row + max(1, min(left, inOrder ? Self.blockBytes / rowBytes : 1))
      let words = try Self.words(file, offset(rows.lowerBound)..<offset(rows.upperBound))
      if !inOrder { return words[...] }
      block = (rows, words)
    }
    let start = (row - block.rows.lowerBound) * (width + 2)
    return block.words[start..<start + width + 2]
  }

  private static func words(
    _ file: ReadableFile, _ range: Range<Int>
  ) throws(FileError) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: range.count / 8)
    try words.withUnsafeMutableBufferPointer { target throws(FileError) in
      try file.read(from: range.lowerBound, into: UnsafeMutableRawBufferPointer(target))
    }
    return words.map { UInt64(littleEndian: $0) }
  }

  private static func check(_ row: ArraySlice<UInt64>) -> UInt64 {
    var hash = FNV1a()
    for word in row { hash.add(word) }
    return hash.value
  }
}
