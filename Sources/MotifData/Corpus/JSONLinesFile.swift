public import MotifCore

/// Reads JSON Lines: one object a line, one document an object.
public enum JSONLinesFile {
  /// The documents of the file at `path`, each line's fields joined by `template`.
  ///
  /// Blank lines and rows without text are passed over. A row that cannot be read throws
  /// `path:line:column: what`. Numbers become the text of the file, and half of a surrogate pair
  /// becomes U+FFFD.
  public static func documents(
    path: String, template: TextTemplate, domain: String
  ) throws(FileError) -> [Document] {
    try read(path: path, template: template, domain: domain, onBadRow: .stop).documents
  }

  /// The documents of the file at `path` and the rows that gave none.
  static func read(
    path: String, template: TextTemplate, domain: String, onBadRow: BadRowPolicy
  ) throws(FileError) -> SourceReading {
    let bytes = try TextFile.bytes(path: path)
    var documents: [Document] = []
    var passed = PassedRows()
    for (index, line) in ByteLines(bytes, from: TextFile.textStart(of: bytes)).enumerated() {
      if UTF8Check.isBlank(bytes[line]) { continue }
      let row = JSONLinesRow(bytes: bytes, range: line, number: index + 1, path: path)
      do throws(FileError) {
        if let text = try row.text(template) {
          documents.append(Document(text: text, domain: domain))
        } else {
          passed.addEmpty(line: row.number)
        }
      } catch {
        guard onBadRow == .skip else { throw error }
        passed.addBroken(error)
      }
    }
    if documents.isEmpty {
      throw FileError(
        path: path, reason: "holds no document" + (passed.text.map { ": it has " + $0 } ?? ""))
    }
    return SourceReading(documents, passedOver: passed)
  }
}
