import Foundation
import MotifCore
import MotifTensor
import Testing

@testable import MotifData

@Suite struct CorpusTests {
  private func withFile<T>(_ bytes: [UInt8], _ body: (String) throws -> T) throws -> T {
    let path = temporaryPath("corpus")
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try body(path)
  }

  private func texts(_ text: String, _ split: TextSplit) throws -> [String] {
    try withFile(Array(text.utf8)) {
      try TextFile.documents(path: $0, split: split, domain: "d").map(\.text)
    }
  }

  @Test func plainTextIsSplitAsAsked() throws {
    let text = "\u{FEFF}one\ntwo\n\nthree\n\n\nfour\n"
    #expect(try texts(text, .paragraphs(bytes: 1)) == ["one\ntwo", "three", "four"])
    #expect(try texts(text, .paragraphs(bytes: 9)) == ["one\ntwo\n\nthree", "four"])
    #expect(try texts(text, .lines) == ["one", "two", "three", "four"])
    #expect(try texts(text, .wholeFile) == ["one\ntwo\n\nthree\n\n\nfour\n"])
    #expect(try texts("a<e>b<e>\n", .separator("<e>")) == ["a", "b"])
  }

  @Test func damageIsReportedWithItsPlace() throws {
    let cases: [([UInt8], String)] = [
      (Array("ab\n\u{AC00}".utf8) + [0xFF], "bad byte 0xFF at offset 6"),
      ([0x61, 0xC0, 0x80], "0xC0 at offset 1"), ([0xED, 0xA0, 0x80], "0xED at offset 0"),
      ([0xF4, 0x90, 0x80, 0x80], "0xF4 at offset 0"), ([0x61, 0xE2, 0x82], "0xE2 at offset 1"),
      ([], "holds no text"), (Array(" \n\n".utf8), "holds no text"),
    ]
    for (bytes, expected) in cases {
      try withFile(bytes) { path in
        let error = #expect(throws: FileError.self) {
          try TextFile.documents(path: path, split: .wholeFile, domain: "d")
        }
        #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
      }
    }
    try withFile(Array("a\nb\n".utf8) + [0x80]) { path in
      let error = #expect(throws: FileError.self) {
        try TextFile.documents(path: path, split: .lines, domain: "d")
      }
      #expect(error?.path == "\(path):3")
    }
    let missing = #expect(throws: FileError.self) {
      try TextFile.documents(path: "/no/such", split: .lines, domain: "d")
    }
    #expect(missing?.description == "/no/such: does not exist")
  }

  @Test func jsonLinesAreJoinedByTheTemplate() throws {
    let template = try TextTemplate("Q: {question}\nA: {{{answer}}}")
    let lines =
      "{\"question\": \"1+1?\", \"answer\": 2}\n\n{\"question\": \"x\", \"answer\": \"y\"}\r\n"
    let documents = try withFile(Array(lines.utf8)) {
      try JSONLinesFile.documents(path: $0, template: template, domain: "d").map(\.text)
    }
    #expect(documents == ["Q: 1+1?\nA: {2}", "Q: x\nA: {y}"])
    for (bad, expected) in [
      ("{\"question\": \"a\"}", "no field \"answer\""),
      ("{", "this object is never closed with }"),
      ("[1]", "not a JSON object"),
      ("{\"question\": [], \"answer\": 1}", "neither text"),
    ] {
      try withFile(Array("{\"question\": \"a\", \"answer\": \"b\"}\n\(bad)\n".utf8)) { path in
        let error = #expect(throws: FileError.self) {
          try JSONLinesFile.documents(path: path, template: template, domain: "d")
        }
        #expect(error?.path.hasPrefix("\(path):2") == true)
        #expect(error?.reason.contains(expected) == true, "\(String(describing: error))")
      }
    }
    for bad in ["no field", "{open", "close}", "{}"] {
      #expect(throws: DataError.self) { try TextTemplate(bad) }
    }
  }

  @Test func sourcesNameWhatIsWrong() throws {
    let error = #expect(throws: DataError.self) {
      try CorpusSource.synthetic(domain: "poems").documents(domain: "d")
    }
    #expect(error?.description.contains("arithmetic") == true)
    #expect(throws: DataError.self) {
      try CorpusSource.text(path: "/no/such").documents(domain: "d")
    }
  }

  @Test func theSplitDependsOnTheTextAlone() throws {
    let documents = (0..<2000).map { Document(text: "document \($0)", domain: "d") }
    let split = TrainValidationSplit(validationFraction: 0.1, seed: 7)
    let sides = try split.apply(to: documents)
    #expect((150...250).contains(sides.validation.count))
    #expect(sides.train.count + sides.validation.count == 2000)
    let reversed = try split.apply(to: documents.reversed() + documents)
    #expect(Set(reversed.validation.map(\.text)) == Set(sides.validation.map(\.text)))
    #expect(Set(reversed.train.map(\.text)).isDisjoint(with: reversed.validation.map(\.text)))
    let other = try TrainValidationSplit(validationFraction: 0.1, seed: 8).apply(to: documents)
    #expect(other.validation != sides.validation)
    #expect(throws: DataError.self) {
      try TrainValidationSplit(validationFraction: 1, seed: 0).apply(to: documents)
    }
    #expect(throws: DataError.self) { try split.apply(to: []) }
  }
}
