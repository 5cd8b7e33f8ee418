package import MotifCore

/// How the bytes of a file become documents.
package enum DocumentFormat: Sendable {
  /// Plain text, cut in some way.
  case text(TextSplit)
  /// One JSON object a line, whose fields a template joins.
  case jsonLines(TextTemplate, onBadRow: BadRowPolicy = .stop)

  /// How the names of JSON Lines files end, before that of a compression.
  static let jsonLinesEndings = [".jsonl", ".ndjson", ".json"]

  /// Where the bytes are cut.
  var split: TextSplit {
    switch self {
    case .text(let split): split
    case .jsonLines: .lines
    }
  }

  /// What is done to the files, in words.
  var settings: String {
    switch self {
    case .text(let split): "text, \(split)"
    case .jsonLines(let template, let onBadRow):
      "jsonLines, \(template.source), broken rows: \(onBadRow.rawValue)"
    }
  }

  /// The files that `path` stands for: a file, those of a folder, or those of a pattern; at least one.
  ///
  /// Of a folder all files are text, and those are JSON Lines whose names say so.
  package func files(of path: String) throws(FileError) -> [String] {
    switch self {
    case .text: try FilePattern(path).files()
    case .jsonLines: try FilePattern(path).files(endings: Self.jsonLinesEndings)
    }
  }

  /// The documents' texts in `chunk`, and the rows that gave none.
  func texts(of chunk: SourceChunk) throws(FileError) -> (texts: [String], passedOver: PassedRows) {
    switch self {
    case .text: (try Self.plainTexts(of: chunk), PassedRows())
    case .jsonLines(let template, let onBadRow): try Self.rows(of: chunk, template, onBadRow)
    }
  }

  /// All documents of `files`, those of the source that is called `path`, at least one.
  func read(
    _ files: [String], of path: String, domain: String
  ) throws(FileError) -> SourceReading {
    var documents: [Document] = []
    var passed = PassedRows()
    var chunks = SourceChunks(files, split: split)
    while let chunk = try chunks.next() {
      let found = try texts(of: chunk)
      documents += found.texts.map { Document(text: $0, domain: domain) }
      passed.add(found.passedOver)
    }
    if documents.isEmpty { throw emptySentence(path, passed) }
    return SourceReading(documents, passedOver: passed)
  }

  /// The sentence about a source without documents.
  func emptySentence(_ path: String, _ passed: PassedRows) -> FileError {
    switch self {
    case .text: FileError(path: path, reason: "holds no text")
    case .jsonLines:
      FileError(
        path: path, reason: "holds no document" + (passed.text.map { ": it has " + $0 } ?? ""))
    }
  }

  private static func plainTexts(of chunk: SourceChunk) throws(FileError) -> [String] {
    let bytes = chunk.bytes
    if let bad = UTF8Check.firstInvalid(in: bytes[...]) { throw chunk.notUTF8(at: bad) }
    return chunk.parts.filter { !UTF8Check.isBlank(bytes[$0]) }
      .map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  private static func rows(
    of chunk: SourceChunk, _ template: TextTemplate, _ onBadRow: BadRowPolicy
  ) throws(FileError) -> (texts: [String], passedOver: PassedRows) {
    var texts: [String] = []
    var passed = PassedRows()
    for (index, line) in chunk.parts.enumerated() {
      if UTF8Check.isBlank(chunk.bytes[line]) { continue }
      let row = JSONLinesRow(chunk: chunk, range: line, number: chunk.start.line + index)
      do throws(FileError) {
        if let text = try row.text(template) {
          texts.append(text)
        } else {
          passed.addEmpty(line: row.number, of: chunk.isOneOfSeveral ? chunk.path : nil)
        }
      } catch {
        guard onBadRow == .skip else { throw error }
        passed.addBroken(error)
      }
    }
    return (texts, passed)
  }
}
