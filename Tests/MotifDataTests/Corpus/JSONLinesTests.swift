import MotifCore
import MotifTensor
import Testing

@testable import MotifData

/// JSON Lines become documents, and a bad line is named as `path:line`.
@Suite struct JSONLinesTests {
  private func texts(_ file: TemporaryFile, _ template: String = "{text}") throws -> [String] {
    try JSONLinesFile.documents(path: file.path, template: TextTemplate(template), domain: "d")
      .map(\.text)
  }

  @Test func readsObjectsBetweenBlankLines() throws {
    let lines = [
      #"{"text": "one\ntwo", "n": 1}"#, "", " \t", #"  {"n": 0.5, "text": "\u00e9 \ud83d\ude00"}"#,
    ]
    let expected = ["one\ntwo", "\u{E9} \u{1F600}"]
    #expect(try texts(TemporaryFile(lines.joined(separator: "\n"))) == expected)
    let windows = "\u{FEFF}" + lines.joined(separator: "\r\n") + "\r\n"
    #expect(try texts(TemporaryFile(windows)) == expected)
    #expect(
      try texts(TemporaryFile(lines.joined(separator: "\n")), "{n}: {text}")
        == ["1: one\ntwo", "0.5: \u{E9} \u{1F600}"])
  }

  @Test func aLineOfAMegabyteIsRead() throws {
    let text = String(repeating: "x y ", count: 250_000)
    #expect(try texts(TemporaryFile(#"{"text": "\#(text)"}"#)) == [text])
  }

  private static let noObject = "is not a JSON object; each line holds one object in { }"

  /// A line that cannot be read, its column where the mistake has one, and what is said.
  @Test(
    arguments: [
      ("{\"text\": ", 10, "field \"text\": expected a value, but the line ends"),
      ("{\"text\": \"a\"} x", 15, "text follows the end of the value: \"x\""),
      ("{\"text\": \"a\"},", 14, "text follows the end of the value: \",\""),
      ("{\"text\": \"a\",}", 13, "a comma stands before }; remove it"),
      ("{\"text\": \"a\"", 1, "this object is never closed with }"),
      ("{", 1, "this object is never closed with }"),
      ("{text: 1}", 2, "expected a key in double quotes, but found \"t\""),
      ("{\"a\": NaN, \"text\": \"b\"}", 7, "field \"a\": NaN is not a JSON number"),
      (
        "{\"a\": {\"b\": [1, -Infinity]}, \"text\": \"b\"}", 17,
        "field \"a\": -Infinity is not a number"
      ),
      ("{\"a\": 01, \"text\": \"b\"}", 7, "field \"a\": 01: a number has no leading 0"),
      ("{\"a\": True, \"text\": \"b\"}", 7, "field \"a\": True is written true"),
      ("{\"text\": 'a'}", 10, "field \"text\": text stands in double quotes \", not in '"),
      (
        "{\"é한\": \"a\", \"text\": \"\t\"}", 22,
        "field \"text\": text holds a control character; write it as \\t or \\u00XX"
      ),
      (
        "{\"text\": \"\\x\"}", 11,
        "field \"text\": \\ followed by \"x\" is not an escape; a backslash is \\\\"
      ),
      ("{\"text\": \"\\u12\"}", 11, "field \"text\": \\u needs four hexadecimal digits"),
      (
        "{\"text\": \"a\", \"text\": \"b\"}", 15,
        "\"text\" appears twice, first in column 2"
      ),
      ("[1]", nil, noObject), ("3", nil, noObject), ("text", nil, noObject),
      ("[{\"text\": \"a\"},", nil, noObject),
      ("{\"b\": 1, \"a\": 2}", nil, "has no field \"text\"; it has: a, b"),
      ("{}", nil, "has no field \"text\"; it is empty"),
      ("{\"text\": null}", 2, "field \"text\" is neither text nor a number"),
      ("{\"text\": [\"a\"]}", 2, "field \"text\" is neither text nor a number"),
      ("{\"a\": 1, \"text\": true}", 10, "field \"text\" is neither text nor a number"),
    ] as [(String, Int?, String)])
  func aBadLineIsNamed(line: String, column: Int?, reason: String) throws {
    for end in ["\n", "\r\n"] {
      let lines = ["{\"text\": \"good\"}", "", line, "{\"text\": \"good\"}", ""]
      let file = try TemporaryFile(lines.joined(separator: end))
      let place = "\(file.path):3" + (column.map { ":\($0)" } ?? "")
      #expect(throws: FileError(path: place, reason: reason)) { try texts(file) }
      let template = try TextTemplate("{text}")
      let skipped = try DocumentFormat.jsonLines(template, onBadRow: .skip)
        .read([file.path], of: file.path, domain: "d")
      #expect(skipped.documents.map(\.text) == ["good", "good"])
      #expect(skipped.passedOver.text == "1 broken row, \(place): \(reason)")
    }
  }

  @Test func aFileWithoutObjectsIsAnError() throws {
    for content in ["", "\n \r\n", "\u{FEFF}"] {
      let file = try TemporaryFile(content)
      #expect(throws: FileError(path: file.path, reason: "holds no document")) { try texts(file) }
    }
    #expect(throws: FileError(path: "/nowhere.jsonl", reason: "does not exist")) {
      try JSONLinesFile.documents(
        path: "/nowhere.jsonl", template: TextTemplate("{text}"), domain: "d")
    }
  }

  @Test func sourcesWrapErrorsAndTemplates() throws {
    let file = try TemporaryFile(#"{"q": "1+1", "a": 2}"#)
    let source = CorpusSource.jsonLines(path: file.path, template: "{q}={a}")
    #expect(try source.documents(domain: "m") == [Document(text: "1+1=2", domain: "m")])
    let missing = DataError.file(FileError(path: "/nowhere", reason: "does not exist"))
    #expect(missing.description == "/nowhere: does not exist")
    #expect(throws: missing) { try CorpusSource.text(path: "/nowhere").documents(domain: "m") }
    #expect(throws: missing) { try CorpusSource.jsonLines(path: "/nowhere").documents(domain: "m") }
    #expect(throws: DataError.self) {
      try CorpusSource.jsonLines(path: file.path, template: "{q").documents(domain: "m")
    }
    #expect(throws: DataError.self) {
      try CorpusSource.synthetic(domain: "poems").documents(domain: "m")
    }
    #expect(throws: DataError.self) {
      try CorpusSource.synthetic(domain: "stories", documents: 0).documents(domain: "m")
    }
  }
}
