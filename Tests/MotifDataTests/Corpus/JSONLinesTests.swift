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

  @Test(arguments: [
    ("{\"text\": ", "is not JSON"), ("{\"text\": \"a\"} x", "is not JSON"),
    ("[1]", "is not a JSON object"), ("3", "is not a JSON object"),
    ("{\"b\": 1, \"a\": 2}", "has no field \"text\"; it has: a, b"),
    ("{}", "has no field \"text\"; it is empty"),
    ("{\"text\": null}", "field \"text\" is neither text nor a number"),
    ("{\"text\": [\"a\"]}", "field \"text\" is neither text nor a number"),
    ("{\"text\": true}", "field \"text\" is neither text nor a number"),
    ("{\"text\": \"\"}", "gives an empty document"),
    ("{\"text\": \" \\n\"}", "gives an empty document"),
  ])
  func aBadLineIsNamed(line: String, reason: String) throws {
    let file = try TemporaryFile("{\"text\": \"good\"}\n\n\(line)\n{\"text\": \"good\"}\n")
    #expect(throws: FileError(path: "\(file.path):3", reason: reason)) { try texts(file) }
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
