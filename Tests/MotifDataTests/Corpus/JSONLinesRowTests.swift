import MotifCore
import Testing

@testable import MotifData

/// A row becomes the text of its file: numbers as written, every character that can be read.
@Suite struct JSONLinesRowTests {
  private func texts(_ lines: String..., template: String = "{t}") throws -> [[UInt8]] {
    let file = try TemporaryFile(lines.joined(separator: "\n"))
    return try JSONLinesFile.documents(
      path: file.path, template: TextTemplate(template), domain: "d"
    ).map { Array($0.text.utf8) }
  }

  private func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

  @Test(arguments: [
    "1.50", "2.00", "1e3", "0.10", "-0", "-0.0", "9007199254740993", "12345678901234567890123",
    "1E400", "-1e-999", "0.1000000000000000055511151231257827", "1E+05",
  ])
  func aNumberIsTheTextOfTheFile(number: String) throws {
    #expect(try texts("{\"t\": \(number)}") == bytes(number))
    #expect(try texts("{\"x\": [\(number)], \"t\":\(number) }") == bytes(number))
    #expect(
      try texts("{\"t\":\(number),\"u\":\"v\"}", template: "{u}={t}") == bytes("v=\(number)"))
  }

  @Test(arguments: [
    ("half \\ud83d of", "half \u{FFFD} of"), ("\\udE00", "\u{FFFD}"),
    ("\\ud83d\\ud83d\\ude00", "\u{FFFD}\u{1F600}"), ("\\ud83d\\u0041", "\u{FFFD}A"),
    ("\\ud83d\\n", "\u{FFFD}\n"), ("\\ude00\\ud83d", "\u{FFFD}\u{FFFD}"),
    ("\\uD83D\\uDE00", "\u{1F600}"), ("a\\ud83d", "a\u{FFFD}"),
  ])
  func halfASurrogatePairIsReplaced(escaped: String, expected: String) throws {
    #expect(try texts("{\"t\": \"\(escaped)\"}") == bytes(expected))
    #expect(try texts("{\"x\": \"\(escaped)\", \"t\": \"ok\"}") == bytes("ok"))
  }

  @Test func charactersAreKeptAsTheyAre() throws {
    let text = "a\u{2028}b\u{85}c\u{C}".replacing("\u{C}", with: "\\f") + "e\u{301}\u{E9}\\u0000"
    #expect(
      try texts("{\"t\": \"\(text)\"}", "{\"t\": 1}")
        == bytes("a\u{2028}b\u{85}c\u{C}e\u{301}\u{E9}\0", "1"))
  }

  @Test func namesOfFieldsAreBytes() throws {
    let (one, two) = ("\u{E9}", "e\u{301}")
    let row = "{\"\(one)\": \"one\", \"\(two)\": \"two\", \"\\u0074\": 3}"
    #expect(try texts(row, template: "{\(one)}") == bytes("one"))
    #expect(try texts(row, template: "{\(two)}-{\(one)}-{t}") == bytes("two-one-3"))
    #expect(throws: FileError.self) { try texts("{\"\(one)\": 1}", template: "{\(two)}") }
  }

  @Test func aDeepOrLongRowIsRead() throws {
    let deep = String(repeating: "[", count: 50) + String(repeating: "]", count: 50)
    let wide = (0..<500).map { "\"k\($0)\": \($0)" }.joined(separator: ", ")
    #expect(try texts("{\"x\": \(deep), \(wide), \"t\": \"y\"}") == bytes("y"))
    #expect(throws: FileError.self) {
      try texts("{\"x\": \(String(repeating: deep, count: 1000)), \"t\": 1}")
    }
  }
}
