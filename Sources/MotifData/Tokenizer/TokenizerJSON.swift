internal import MotifCore

/// The text of a `tokenizer.json`: its small sections as a tree, vocabulary and merges as lists.
///
/// Vocabularies are large, so that they are read without a tree. What decides nothing is passed over.
struct TokenizerJSON {
  struct Entry {
    let spelling: String
    let id: Int
  }

  struct Merge {
    let left, right: String
  }

  /// The file's object with the sections that decide something.
  private(set) var root: TokenizerField
  /// The tokens of `model.vocab` in the order of the file; nil when it is not there or no object.
  private(set) var vocabulary: [Entry]?
  /// The pairs of `model.merges`; nil when they are not there or no list.
  private(set) var merges: [Merge]?

  private static let sections: Set = [
    "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder",
  ]

  /// Reads the `bytes` of the file at `path`; throws the first mistake with its place.
  init(_ bytes: [UInt8], path: String) throws(FileError) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var scanner = JSONScanner(bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes)
    root = TokenizerField(file: path, path: "", node: JSONNode(.object([])))
    var members: [JSONNode.Member] = []
    do throws(JSONScanner.Failure) {
      try scanner.object { scanner, key throws(JSONScanner.Failure) in
        if key.text == "model" {
          members.append(try model(&scanner, key))
        } else if Self.sections.contains(key.text) {
          members.append(Self.member(key, try scanner.node(Self.origin)))
        } else {
          try scanner.skip()
        }
      }
      try scanner.end()
    } catch {
      throw Self.error(error, path)
    }
    root = TokenizerField(file: path, path: "", node: JSONNode(.object(members)))
  }

  /// The member `model`, without vocabulary and merges.
  private mutating func model(
    _ scanner: inout JSONScanner, _ key: JSONScanner.Key
  ) throws(JSONScanner.Failure) -> JSONNode.Member {
    guard try scanner.kind() == .object else {
      return Self.member(key, try scanner.node(Self.origin))
    }
    var members: [JSONNode.Member] = []
    let start = Self.origin(scanner.position)
    try scanner.object { scanner, key throws(JSONScanner.Failure) in
      switch (key.text, try scanner.kind()) {
      case ("vocab", .object): vocabulary = try Self.vocabulary(&scanner)
      case ("merges", .list): merges = try Self.merges(&scanner)
      default: members.append(Self.member(key, try scanner.node(Self.origin)))
      }
    }
    return Self.member(key, JSONNode(.object(members), start))
  }

  private static func vocabulary(
    _ scanner: inout JSONScanner
  ) throws(JSONScanner.Failure) -> [Entry] {
    var entries: [Entry] = []
    try scanner.object { scanner, key throws(JSONScanner.Failure) in
      let place = scanner.position
      guard let id = try scanner.node(origin).integer else {
        throw scanner.failure("expected a whole number as the token's id", at: place)
      }
      entries.append(Entry(spelling: key.text, id: id))
    }
    return entries
  }

  /// Each merge is `["a", "b"]` or, in older files, `"a b"`.
  private static func merges(
    _ scanner: inout JSONScanner
  ) throws(JSONScanner.Failure) -> [Merge] {
    var merges: [Merge] = []
    try scanner.list { scanner throws(JSONScanner.Failure) in
      let place = scanner.position
      let node = try scanner.node(origin)
      let parts: [String?] =
        switch node.value {
        // A space may carry a combining mark: only its byte cuts.
        case .string(let text):
          text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        default: node.elements.map(\.string)
        }
      guard parts.count == 2, let left = parts[0], let right = parts[1] else {
        throw scanner.failure(
          "merge \(merges.count) is not two tokens; expected [\"a\", \"b\"] or \"a b\"", at: place)
      }
      merges.append(Merge(left: left, right: right))
    }
    return merges
  }

  private static func member(_ key: JSONScanner.Key, _ node: JSONNode) -> JSONNode.Member {
    JSONNode.Member(key: key.text, keyOrigin: origin(key.position), node: node)
  }

  /// Names the place alone: the file stands at the start of every message.
  private static func origin(_ position: JSONScanner.Position) -> ValueOrigin {
    .file(path: "", line: position.line, column: position.column)
  }

  private static func error(_ failure: JSONScanner.Failure, _ path: String) -> FileError {
    let keys = failure.keys.joined(separator: ".")
    let repeats = failure.repeats.map { ", first in line \($0.line)" } ?? ""
    let place = "(line \(failure.position.line), column \(failure.position.column))"
    return FileError(
      path: path,
      reason: (keys.isEmpty ? "is not a tokenizer.json" : keys)
        + ": \(failure.message)\(repeats) \(place)")
  }
}
