internal import MotifCore

/// The lines of JSON Lines files that are not blank, for readers that look at whole objects.
///
/// Little more than one chunk of a file is in memory.
struct JSONObjectFile {
  /// A file, a folder or a pattern, as for a source of kind `jsonLines`.
  let path: String

  /// Hands each line to `body`; numbers count from 1 in each file, blank lines among them.
  func forEachRow(_ body: (JSONObjectRow) throws(FileError) -> Void) throws(FileError) {
    let files = try FilePattern(path).files(endings: DocumentFormat.jsonLinesEndings)
    var chunks = SourceChunks(files, split: .lines)
    while let chunk = try chunks.next() {
      for (index, line) in chunk.parts.enumerated() where !UTF8Check.isBlank(chunk.bytes[line]) {
        try body(JSONObjectRow(chunk: chunk, range: line, number: chunk.start.line + index))
      }
    }
  }
}
