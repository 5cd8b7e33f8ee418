import Foundation

/// One fault that can be planted: a place in the sources and what stands there instead.
struct Mutation: Codable, Sendable {
  /// What goes wrong, in words.
  let fault: String
  /// The source file, from the repository's root.
  let file: String
  /// A snippet that stands in the file once; what is between ⟦ and ⟧ is replaced, or all of it.
  let original: String
  /// What takes its place.
  let mutated: String
  /// Which tests see it, as `swift test --filter` takes them.
  let tests: String
  /// Whether the snippet is a statement; else it is an expression.
  var statement: Bool?

  /// The faults of a file, and the one that no test of its filter can see.
  struct List: Codable {
    let faults: [Mutation]
    let survivor: Mutation
  }

  /// The list in the file `path`.
  static func list(_ path: String) throws -> List {
    try JSONDecoder().decode(List.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// The target whose code it changes: the folder below `Sources`.
  var target: String { String(file.split(separator: "/")[1]) }

  /// Where the part to replace stands in `text`; throws a sentence when the snippet is not there once.
  func place(in text: String) throws -> Range<String.Index> {
    let snippet = original.filter { $0 != "⟦" && $0 != "⟧" }
    let count = text.components(separatedBy: snippet).count - 1
    guard count == 1, let found = text.range(of: snippet) else {
      throw Trouble(
        "\"\(fault)\": \(file) has the snippet \(count) times, expected once: \(snippet)")
    }
    guard let open = original.firstIndex(of: "⟦"), let close = original.firstIndex(of: "⟧") else {
      return found
    }
    let start = text.index(found.lowerBound, offsetBy: original[..<open].count)
    let length = original[original.index(after: open)..<close].count
    return start..<text.index(start, offsetBy: length)
  }

  /// Code that is `code` unless fault `number` is in force.
  func schema(_ code: some StringProtocol, number: Int) -> String {
    statement == true
      ? "if Mutant.active == \(number) { \(mutated) } else { \(code) }"
      : "(Mutant.active == \(number) ? (\(mutated)) : (\(code)))"
  }
}

/// What keeps the check from being made, in one sentence.
struct Trouble: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
