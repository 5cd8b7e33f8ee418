import MotifCore
import Testing

@testable import MotifData

/// Files are cut between bytes, and no byte of a document is changed.
@Suite struct TextSplitTests {
  /// Characters that end a line for Swift, and not in a file.
  private static let odd = ["\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}", "\r", "\u{1E}"]

  private func texts(_ text: String, _ split: TextSplit) throws -> [[UInt8]] {
    let file = try TemporaryFile(text)
    return try TextFile.documents(path: file.path, split: split, domain: "d")
      .map { Array($0.text.utf8) }
  }

  private func expect(
    _ text: String, _ split: TextSplit, _ expected: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(
      try texts(text, split) == expected.map { Array($0.utf8) }, sourceLocation: sourceLocation)
  }

  @Test(arguments: odd) func onlyFeedsEndLines(mark: String) throws {
    let line = "one\(mark)two \(mark) three"
    try expect("\(line)\nnext", .lines, [line, "next"])
    try expect("\(line)\r\nnext\r\n", .lines, [line, "next"])
    try expect("\(line)\nmore\n\nnext", .paragraphs(bytes: 1), ["\(line)\nmore", "next"])
    try expect("\(line)\r\nmore\r\n\r\nnext", .paragraphs(bytes: 1), ["\(line)\r\nmore", "next"])
    try expect("\(line)|next", .separator("|"), [line, "next"])
  }

  @Test func returnsWithoutFeedsStay() throws {
    try expect("a\rb\r\nc\r", .lines, ["a\rb", "c\r"])
    try expect("a\r\r\nb", .lines, ["a\r", "b"])
    try expect("a\n\rb", .lines, ["a", "\rb"])
  }

  @Test func paragraphsAreSlicesOfTheFile() throws {
    let text = "  a \r\n\tb\n \t\r\nc\n\n\n\u{3000}\nd \r\n\n"
    try expect(text, .paragraphs(bytes: 1), ["  a \r\n\tb", "c", "d "])
    try expect(text, .paragraphs(bytes: 12), ["  a \r\n\tb\n \t\r\nc", "d "])
    try expect(
      text, .paragraphs(bytes: 99), ["  a \r\n\tb\n \t\r\nc\n\n\n\u{3000}\nd "])
    // A mark that stands on a space is something to read.
    try expect("a\n \u{301}\nb", .paragraphs(bytes: 1), ["a\n \u{301}\nb"])
    try expect("a\n \u{301}\nb", .lines, ["a", " \u{301}", "b"])
  }

  @Test func separatorsMatchBytes() throws {
    // In a file with CRLF, a line feed of the separator is the file's line end.
    for end in ["\n", "\r\n"] {
      let file = ["one", "===", "two", "", "three"].joined(separator: end)
      try expect(
        file, .separator("\n===\n"), ["one", ["two", "", "three"].joined(separator: end)])
      try expect(
        file, .separator("\n\n"), [["one", "===", "two"].joined(separator: end), "three"])
      try expect(file, .separator("\n"), ["one", "===", "two", "three"])
      try expect(file, .separator("==="), ["one\(end)", "\(end)two\(end)\(end)three"])
    }
    try expect("a\r\n\r\nb\n\nc", .separator("\r\n\r\n"), ["a", "b\n\nc"])
    // Beside a combining mark, and between forms that Swift takes for equal.
    try expect("a|\u{301}b|c", .separator("|"), ["a", "\u{301}b", "c"])
    try expect("xe\u{301}y", .separator("e"), ["x", "\u{301}y"])
    try expect("a\u{E9}be\u{301}c", .separator("\u{E9}"), ["a", "be\u{301}c"])
    try expect("a\u{E9}be\u{301}c", .separator("e\u{301}"), ["a\u{E9}b", "c"])
    try expect("\u{1F1E9}\u{1F1EA}\u{1F1E9}", .separator("\u{1F1EA}"), ["\u{1F1E9}", "\u{1F1E9}"])
    try expect("aaaa", .separator("aaa"), ["a"])
    try expect("ababac", .separator("abac"), ["ab"])
  }

  @Test func everyDocumentLiesInTheFile() throws {
    let alphabet = ["a", "\n", "\r\n", " ", "\u{301}", "\u{2028}", "한", "\r", "<e>", "\u{85}"]
    for seed in 0..<200 {
      var random = CounterRandom(seed: UInt64(seed), name: "text")
      let text = "x" + (0..<40).map { _ in alphabet[Int(random.next() % 10)] }.joined()
      let bytes = Array(text.utf8)
      for split in [TextSplit.lines, .paragraphs(bytes: 4), .separator("<e>"), .wholeFile] {
        var rest = bytes[...]
        for document in try texts(text, split) {
          let place = try #require(
            rest.indices.first { rest[$0...].starts(with: document) }, "\(text.debugDescription)")
          rest = rest[(place + document.count)...]
        }
        let left = String(decoding: rest, as: UTF8.self).unicodeScalars
        #expect(
          split == .separator("<e>") || left.allSatisfy(\.properties.isWhitespace),
          "\(text.debugDescription)")
      }
    }
  }
}
