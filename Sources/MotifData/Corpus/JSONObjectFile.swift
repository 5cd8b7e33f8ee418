package import MotifCore

/// The lines of JSON Lines files that are not blank, for readers that look at whole objects.
///
/// Little more than one chunk of a file is in memory.
package struct JSONObjectFile {
  /// A file, a folder or a pattern, as for a source of kind `jsonLines`.
  let path: String

  /// The lines of what `path` names.
  package init(path: String) { self.path = path }

  /// Hands the object of each line and its place, `path:line`, to `body`; stops at a line that holds none.
  package func forEachNode(
    _ body: (JSONNode, _ place: String) throws(FileError) -> Void
  ) throws(FileError) {
    try forEachRow { row throws(FileError) in
      let node: JSONNode
      do throws(JSONObjectRow.Mistake) { node = try row.node() } catch {
        throw FileError(path: row.place(error.column), reason: error.reason)
      }
      try body(node, row.place())
    }
  }

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
