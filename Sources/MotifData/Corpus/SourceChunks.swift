internal import MotifCore

/// Cuts the files of a source into chunks of whole documents, holding little more than one of them.
///
/// A chunk ends with the first document that takes it to the wanted size, or with the file: where it
/// ends depends on where it begins and on nothing else, so that reading can go on from any chunk's
/// end and gives the same chunks.
struct SourceChunks {
  private let files: [String]
  private let split: TextSplit
  private let size: Int
  private let room: () -> Int
  private var input: InputFile?
  private var buffer: [UInt8] = []
  private var isWhole = false
  /// Bytes of the files before this one, as they lie on the disk.
  private var finishedBytes = 0
  /// Where the next chunk begins.
  private(set) var place: SourcePlace

  private static let feed = UInt8(ascii: "\n")
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// Bytes of memory for each byte of a document until it is tokens (8.3 were measured).
  private static let memoryPerByte = 9

  /// The chunks of `files`, about `size` bytes each or the size of one document, from `place` on.
  ///
  /// - Parameter room: the bytes of memory that are free, asked for documents of more than a mebibyte.
  init(
    _ files: [String], split: TextSplit, size: Int = 1 << 20,
    from place: SourcePlace = SourcePlace(), room: @escaping () -> Int = { ProcessMemory.available }
  ) {
    self.files = files
    self.split = split
    self.size = size
    self.place = place
    self.room = room
  }

  /// Bytes read from the disk so far, as they lie there.
  var bytesRead: Int { finishedBytes + (input?.bytesRead ?? 0) }

  /// The next chunk; nil at the end of the last file.
  ///
  /// Throws ``FileError`` for a file that cannot be read or decompressed, and for a document that would
  /// not fit into the free memory.
  mutating func next() throws(FileError) -> SourceChunk? {
    if split == .separator("") {
      throw FileError(
        path: files.first ?? "", reason: "cannot be split at an empty separator")
    }
    while place.file < files.count {
      if input == nil { try open() }
      if isWhole || buffer.count >= size {
        let parts = split.parts(of: buffer, isWhole: isWhole)
        let next = parts.indices.first { $0 > 0 && parts[$0].lowerBound >= size }
        if let next { return try take(parts[next].lowerBound, Array(parts[..<next])) }
        if isWhole {
          let last = try take(buffer.count, parts)
          close()
          if last.bytes.isEmpty { continue }
          return last
        }
      }
      try fill()
    }
    return nil
  }

  private mutating func open() throws(FileError) {
    let input = try InputFile(files[place.file])
    if place.offset > 0 { try input.skip(place.offset) }
    self.input = input
    isWhole = false
    try fill()
    if place.offset == 0, buffer.starts(with: Self.byteOrderMark) {
      buffer.removeFirst(Self.byteOrderMark.count)
      place.offset = Self.byteOrderMark.count
    }
  }

  private mutating func close() {
    finishedBytes += input?.bytesRead ?? 0
    input = nil
    place.file += 1
    (place.offset, place.line) = (0, 1)
  }

  /// Reads as much again as there is, up to a little more than a chunk.
  ///
  /// So a small file takes little memory, and a document that is larger than a chunk linear time.
  private mutating func fill() throws(FileError) {
    guard let input else { return }
    let old = buffer.count
    let goal = size + size / 16 + 16
    let wanted = old < goal ? min(max(old, 1 << 16), goal - old) : old
    try requireRoom(for: old)
    buffer.append(contentsOf: repeatElement(0, count: wanted))
    let count = try buffer.withUnsafeMutableBufferPointer { bytes throws(FileError) in
      try input.read(
        into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[old...])))
    }
    buffer.removeLast(wanted - count)
    isWhole = count < wanted
  }

  /// Throws for a chunk of `count` bytes that is one large document and would not fit.
  private func requireRoom(for count: Int) throws(FileError) {
    guard count > max(2 * size, 1 << 20) else { return }
    let (needed, free) = (Self.memoryPerByte * count, room())
    guard needed > free else { return }
    throw FileError(
      path: "\(files[place.file]):\(place.line)",
      reason:
        "a document of \(ByteText.short(count)) or more begins near here; to read it takes about "
        + "\(ByteText.short(needed)) of memory, and \(ByteText.short(free)) are free: split the text into "
        + "smaller documents")
  }

  private mutating func take(
    _ count: Int, _ parts: [Range<Int>]
  ) throws(FileError) -> SourceChunk {
    try requireRoom(for: count)
    let (bytes, start) = (Array(buffer[..<count]), place)
    buffer.removeFirst(count)
    place.offset += count
    place.line += UTF8Check.lineFeeds(in: bytes[...])
    var end = place
    if isWhole, buffer.isEmpty {
      end.file += 1
      (end.offset, end.line) = (0, 1)
    }
    return SourceChunk(
      path: files[start.file], isOneOfSeveral: files.count > 1, bytes: bytes, parts: parts,
      start: start, end: end)
  }
}
