internal import MotifCore

/// The lines of a JSON Lines file that are not blank, for readers that look at whole objects.
struct JSONObjectFile {
  let path: String

  /// Hands each line to `body`; numbers count from 1, blank lines among them.
  func forEachRow(_ body: (JSONObjectRow) throws(FileError) -> Void) throws(FileError) {
    let bytes = try TextFile.bytes(path: path)
    for (index, line) in ByteLines(bytes, from: TextFile.textStart(of: bytes)).enumerated() {
      if UTF8Check.isBlank(bytes[line]) { continue }
      try body(JSONObjectRow(path: path, number: index + 1, bytes: bytes, range: line))
    }
  }
}
