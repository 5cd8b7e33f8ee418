internal import MotifCore

/// One line of a JSON Lines file.
struct JSONLinesRow {
  /// The part of the file that holds it.
  let chunk: SourceChunk
  /// Where the line lies in the bytes of ``chunk``.
  let range: Range<Int>
  /// The line's number, from 1.
  let number: Int

  private var bytes: [UInt8] { chunk.bytes }

  /// The row's fields joined by `template`, nil when none of them has text.
  ///
  /// Throws `path:line: what`, with the column for a mistake of syntax.
  func text(_ template: TextTemplate) throws(FileError) -> String? {
    if let bad = UTF8Check.firstInvalid(in: bytes[range]) { throw chunk.notUTF8(at: bad) }
    guard bytes[range].first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{") else {
      throw error("is not a JSON object; each line holds one object in { }")
    }
    let values = try values(of: template.fields)
    let isEmpty = values.allSatisfy { value in
      value.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
    return isEmpty ? nil : template.fill(values)
  }

  /// The text of each of `fields`.
  private func values(of fields: [String]) throws(FileError) -> [String] {
    var reader = JSONFieldReader(fields)
    try scan { scanner throws(JSONScanner.Failure) in try reader.read(&scanner) }
    if let wrong = reader.wrong {
      throw error(
        "field \(JSONNode.quoted(wrong.field)) is neither text nor a number", at: wrong.position)
    }
    var values: [String] = []
    for (field, value) in zip(fields, reader.values) {
      guard let value else { throw try missing(field) }
      values.append(value)
    }
    return values
  }

  /// The sentence about `field`, which the row lacks: what there is as far as the path leads.
  private func missing(_ field: String) throws(FileError) -> FileError {
    var row = JSONNode(.null)
    try scan { scanner throws(JSONScanner.Failure) in row = try scanner.node { _ in .standard } }
    var (node, place) = (row, "it")
    for name in field.split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
      let inner =
        node.members.first { ExactText($0.key) == ExactText(name) }?.node
        ?? Int(name).flatMap { node.elements.indices.contains($0) ? node.elements[$0] : nil }
      guard let inner else { break }
      (node, place) = (inner, place == "it" ? name : "\(place).\(name)")
    }
    let named = place == "it" ? place : JSONNode.quoted(place)
    let what: String
    switch node.value {
    case .object(let members):
      let known = members.map(\.key).sorted().joined(separator: ", ")
      what = known.isEmpty ? "is empty" : "has: \(known)"
    case .array(let elements):
      what = "is a list of \(elements.count)" + (elements.isEmpty ? "" : ", counted from 0")
    default: what = "has no fields"
    }
    return error("has no field \(JSONNode.quoted(field)); \(named) \(what)")
  }

  /// Reads the whole line with `body`.
  private func scan(
    _ body: (inout JSONScanner) throws(JSONScanner.Failure) -> Void
  ) throws(FileError) {
    var scanner = JSONScanner(
      line: range, number: number, of: bytes, acceptsUnrepresentable: true)
    do throws(JSONScanner.Failure) {
      try body(&scanner)
      try scanner.end()
    } catch {
      let sentence = error.sentence {
        "field \(JSONNode.quoted($0))"
      } place: {
        "in column \($0.column)"
      }
      throw self.error(sentence, at: error.position)
    }
  }

  private func error(_ reason: String, at position: JSONScanner.Position? = nil) -> FileError {
    let column = position.map { ":\($0.column)" } ?? ""
    return FileError(path: "\(chunk.path):\(number)\(column)", reason: reason)
  }
}
