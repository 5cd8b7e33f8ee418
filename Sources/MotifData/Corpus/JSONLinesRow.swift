internal import MotifCore

/// One line of a JSON Lines file.
struct JSONLinesRow {
  /// The file.
  let bytes: [UInt8]
  /// Where the line lies in it.
  let range: Range<Int>
  /// The line's number, from 1.
  let number: Int
  let path: String

  /// The row's fields joined by `template`, nil when none of them has text.
  ///
  /// Throws `path:line: what`, with the column for a mistake of syntax.
  func text(_ template: TextTemplate) throws(FileError) -> String? {
    if let bad = UTF8Check.firstInvalid(in: bytes[range]) {
      throw TextFile.notUTF8(bytes, at: bad, path: path, line: number)
    }
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
    var found = [String?](repeating: nil, count: fields.count)
    var other: JSONScanner.Key?
    try scan { scanner, key throws(JSONScanner.Failure) in
      let places = fields.indices.filter { fields[$0].utf8.elementsEqual(key.text.utf8) }
      if places.isEmpty { return try scanner.skip() }
      let value = try scanner.textOrNumber()
      if value == nil { other = other ?? key }
      for place in places { found[place] = value ?? "" }
    }
    if let other {
      throw error(
        "field \(JSONNode.quoted(other.text)) is neither text nor a number", at: other.position)
    }
    var values: [String] = []
    for (field, value) in zip(fields, found) {
      guard let value else {
        let known = try keys().joined(separator: ", ")
        throw error(
          "has no field \(JSONNode.quoted(field)); "
            + (known.isEmpty ? "it is empty" : "it has: \(known)"))
      }
      values.append(value)
    }
    return values
  }

  private func keys() throws(FileError) -> [String] {
    var keys: [String] = []
    try scan { scanner, key throws(JSONScanner.Failure) in
      keys.append(key.text)
      try scanner.skip()
    }
    return keys.sorted()
  }

  /// Reads the whole line; `member` takes each value of the object.
  private func scan(
    _ member: (inout JSONScanner, JSONScanner.Key) throws(JSONScanner.Failure) -> Void
  ) throws(FileError) {
    var scanner = JSONScanner(
      line: range, number: number, of: bytes, acceptsUnrepresentable: true)
    do throws(JSONScanner.Failure) {
      try scanner.object(member)
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
    return FileError(path: "\(path):\(number)\(column)", reason: reason)
  }
}
