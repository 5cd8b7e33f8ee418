import MotifCore
import Testing

@testable import MotifData

/// Rows without text are passed over and counted; broken ones as the policy says.
@Suite struct BadRowTests {
  private func read(
    _ file: TemporaryFile, _ template: String = "{t}", _ policy: BadRowPolicy = .stop
  ) throws -> SourceReading {
    try CorpusSource.jsonLines(path: file.path, template: template, onBadRow: policy)
      .read(domain: "d")
  }

  @Test(arguments: ["", " ", "\\t\\n", "\u{3000}", "\\u00a0\u{2028}"])
  func aRowWithoutTextIsPassedOver(empty: String) throws {
    let file = try TemporaryFile(
      "{\"t\": \"a\"}\n\n{\"t\": \"\(empty)\"}\n{\"t\": \"b\"}\n{\"t\": \"\(empty)\"}")
    for policy in BadRowPolicy.allCases {
      let reading = try read(file, "{t}", policy)
      #expect(reading.documents.map(\.text) == ["a", "b"])
      #expect(reading.passedOver.text == "2 rows without text, the first in line 3")
    }
    // The words of the template alone are no text.
    #expect(try read(file, "Q: {t}\nA: {t}").documents.map(\.text) == ["Q: a\nA: a", "Q: b\nA: b"])
  }

  @Test func oneFieldWithTextIsEnough() throws {
    let file = try TemporaryFile("{\"q\": \"\", \"a\": 0}\n{\"q\": \" \", \"a\": \"\"}")
    let reading = try read(file, "{q}={a}")
    #expect(reading.documents.map(\.text) == ["=0"])
    #expect(reading.passedOver.text == "1 row without text, in line 2")
  }

  @Test func aFileWithoutAnyTextSaysWhy() throws {
    let file = try TemporaryFile("{\"t\": \"\"}\n{\"t\": \" \"}\n")
    let error = #expect(throws: DataError.self) { try read(file) }
    #expect(
      error?.description
        == "\(file.path): holds no document: it has 2 rows without text, the first in line 1")
    let broken = try TemporaryFile("{\"t\": \"\"}\n{\"t\": }\n{}")
    let all = #expect(throws: DataError.self) { try read(broken, "{t}", .skip) }
    #expect(
      all?.description
        == "\(broken.path): holds no document: it has 1 row without text, in line 1; 2 broken rows, "
        + "the first \(broken.path):2:7: field \"t\": expected a value, but found \"}\"")
  }

  @Test func skippedRowsAreCounted() throws {
    let good = Array("{\"t\": \"good\"}\n".utf8)
    let bad = Array("{\"t\": \"".utf8) + [0xFF, 0xFE] + Array("\"}\n".utf8)
    let file = try TemporaryFile(
      good + bad + Array("{\"t\": \"cut\n".utf8) + good + Array("{\"t\": \"\"}\n{\"u\": 1}".utf8))
    let reading = try read(file, "{t}", .skip)
    #expect(reading.documents.map(\.text) == ["good", "good"])
    #expect(reading.passedOver.broken == 3 && reading.passedOver.empty == 1)
    #expect(
      reading.passedOver.firstBroken
        == "\(file.path):2: is not UTF-8: bad byte 0xFF at offset \(good.count + 7)")
    #expect(throws: DataError.self) { try read(file) }
  }

  @Test func otherSourcesPassNothingOver() throws {
    let file = try TemporaryFile("a\n\nb")
    #expect(
      try CorpusSource.text(path: file.path, split: .lines).read(domain: "d").passedOver
        == PassedRows())
  }
}
