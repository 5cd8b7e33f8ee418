internal import MotifCore

/// One line of a JSON Lines file as a tree: an object in `{ }`.
struct JSONObjectRow {
  /// Why a line is none, and in which column where that is known.
  struct Mistake: Error, Sendable, Equatable {
    let reason: String
    var column: Int?
  }

  /// The part of the file that holds it.
  let chunk: SourceChunk
  /// Where the line lies in the bytes of ``chunk``.
  let range: Range<Int>
  /// The line's number, from 1.
  let number: Int

  /// The file.
  var path: String { chunk.path }
  private var bytes: [UInt8] { chunk.bytes }

  /// Where the line stands, for messages: `path:line`, with the column where there is one.
  func place(_ column: Int? = nil) -> String {
    "\(path):\(number)" + (column.map { ":\($0)" } ?? "")
  }

  /// The object.
  ///
  /// Half of a surrogate pair becomes U+FFFD, and numbers keep their digits.
  func node() throws(Mistake) -> JSONNode {
    if let bad = UTF8Check.firstInvalid(in: bytes[range]) {
      throw Mistake(reason: chunk.notUTF8(at: bad).reason)
    }
    guard bytes[range].first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{") else {
      throw Mistake(reason: "is not a JSON object; each line holds one object in { }")
    }
    var scanner = JSONScanner(
      line: range, number: number, of: bytes, acceptsUnrepresentable: true)
    do throws(JSONScanner.Failure) {
      let node = try scanner.node { .file(path: path, line: number, column: $0.column) }
      try scanner.end()
      return node
    } catch {
      let sentence = error.sentence {
        "field \(JSONNode.quoted($0))"
      } place: {
        "in column \($0.column)"
      }
      throw Mistake(reason: sentence, column: error.position.column)
    }
  }
}
