internal import MotifCore

/// The lines of a `metrics.jsonl`, found without reading those between.
///
/// Steps rise from line to line, so a step is looked for by halving: a log of a million steps is opened
/// with a few dozen reads.
struct MetricsLines {
  private let file: ReadableFile

  /// Bytes read at once.
  private static let window = 1 << 13

  /// The lines of `file`.
  init(_ file: ReadableFile) { self.file = file }

  /// The bytes before the first line that is about a step after `step` or has no end.
  ///
  /// Lines that are no record belong to the record after them.
  func end(upTo step: Int) throws(FileError) -> Int {
    var low = 0
    var high = try lineStart(before: file.byteCount, notBefore: 0)
    while low < high {
      let start = try lineStart(before: (low + high) / 2, notBefore: low)
      let found = try record(from: start, to: high)
      if let found, found.step <= step { low = found.end } else { high = start }
    }
    return low
  }

  /// The step of the last line that is a record, nil without one.
  func lastStep() throws(FileError) -> Int? {
    var end = try lineStart(before: file.byteCount, notBefore: 0)
    while end > 0 {
      let start = try lineStart(before: end - 1, notBefore: 0)
      if let found = try record(from: start, to: end) { return found.step }
      end = start
    }
    return nil
  }

  /// The first record of the lines from `start` to `end`, and where it ends.
  private func record(
    from start: Int, to end: Int
  ) throws(FileError) -> (step: Int, end: Int)? {
    var line: [UInt8] = []
    var place = start
    while place < end {
      let bytes = try file.bytes(place..<min(end, place + Self.window))
      let newline = bytes.firstIndex(of: UInt8(ascii: "\n"))
      line += bytes[..<(newline ?? bytes.count)]
      place += newline.map { $0 + 1 } ?? bytes.count
      guard newline != nil else { continue }
      if let record = MetricsRecord(jsonLine: String(decoding: line, as: UTF8.self)) {
        return (record.step, place)
      }
      line = []
    }
    return nil
  }

  /// Where the line begins that the byte before `offset` belongs to or ends, at `first` or later.
  private func lineStart(before offset: Int, notBefore first: Int) throws(FileError) -> Int {
    var end = offset
    while end > first {
      let start = max(first, end - Self.window)
      let bytes = try file.bytes(start..<end)
      if let newline = bytes.lastIndex(of: UInt8(ascii: "\n")) { return start + newline + 1 }
      end = start
    }
    return first
  }
}
