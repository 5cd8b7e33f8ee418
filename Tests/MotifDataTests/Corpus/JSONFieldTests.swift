import MotifCore
import Testing

@testable import MotifData

/// A field is a name, or a path into objects and lists.
@Suite struct JSONFieldTests {
  private static let row = #"""
    {"id": 7, "meta": {"lang": "ko", "tags": ["a", "b", 3], "deep": {"er": {"x": "y"}}}, "messages":
     [{"role": "user", "content": "Hi é"}, {"role": "assistant", "content": "Ho", "n": 1.50}],
     "a.b": "dotted", "a": {"b": "nested", "c": "path"}, "0": "zero", "empty": {}, "list": [],
     "grid": [[1, 2], [3, [4]]], "é.x": "bytes", "no": null, "flag": true}
    """#.replacing("\n", with: "")

  private func text(_ field: String) throws -> String? {
    let file = try TemporaryFile(Self.row)
    return try CorpusSource.jsonLines(path: file.path, template: "{\(field)}").documents(
      domain: "d"
    )
    .first?.text
  }

  @Test(arguments: [
    ("id", "7"), ("meta.lang", "ko"), ("meta.tags.0", "a"), ("meta.tags.2", "3"),
    ("meta.deep.er.x", "y"), ("messages.0.content", "Hi é"), ("messages.1.content", "Ho"),
    ("messages.1.n", "1.50"), ("a.b", "dotted"), ("a.c", "path"), ("0", "zero"),
    ("grid.0.1", "2"), ("grid.1.1.0", "4"), ("é.x", "bytes"),
  ])
  func aPathLeadsToItsValue(field: String, expected: String) throws {
    #expect(try text(field) == expected)
  }

  @Test(arguments: [
    ("meta.language", "has no field \"meta.language\"; \"meta\" has: deep, lang, tags"),
    (
      "messages.2.content",
      "has no field \"messages.2.content\"; \"messages\" is a list of 2, counted from 0"
    ),
    ("messages.0.text", "has no field \"messages.0.text\"; \"messages.0\" has: content, role"),
    ("messages.-1.content", "; \"messages\" is a list of 2, counted from 0"),
    ("meta.lang.x", "has no field \"meta.lang.x\"; \"meta.lang\" has no fields"),
    ("empty.x", "has no field \"empty.x\"; \"empty\" is empty"),
    ("list.0", "has no field \"list.0\"; \"list\" is a list of 0"),
    ("messages.00.content", "has no field \"messages.00.content\""),
    ("nothing.x", "; it has: 0, a, a.b, empty, flag, grid, id, list, messages, meta, no, é.x"),
    ("meta", "field \"meta\" is neither text nor a number"),
    ("messages.0", "field \"messages.0\" is neither text nor a number"),
    ("grid.0", "field \"grid.0\" is neither text nor a number"),
    ("no", "field \"no\" is neither text nor a number"),
    ("flag", "field \"flag\" is neither text nor a number"),
  ])
  func aPathThatLeadsNowhereSaysWhatThereIs(field: String, expected: String) throws {
    let error = #expect(throws: DataError.self) { try text(field) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test func templatesJoinPaths() throws {
    let file = try TemporaryFile(Self.row)
    let template = "{messages.0.role}: {messages.0.content} [{meta.lang}] {a} {a.b} {a.b}"
    let error = #expect(throws: DataError.self) {
      try CorpusSource.jsonLines(path: file.path, template: template).documents(domain: "d")
    }
    #expect(error?.description.contains("field \"a\" is neither text nor a number") == true)
    #expect(
      try CorpusSource.jsonLines(path: file.path, template: template.replacing("{a} ", with: ""))
        .documents(domain: "d").map(\.text) == ["user: Hi é [ko] dotted dotted"])
  }

  @Test func brokenRowsOfManyChunksAreCounted() throws {
    let rows = (0..<90_000).map {
      "{\"t\": \"\($0 % 10_000 == 5 ? "" : "row")\($0 % 20_000 == 7 ? "" : "\"")}\n"
    }
    let file = try TemporaryFile(rows.joined())
    let reading = try CorpusSource.jsonLines(path: file.path, template: "{t}", onBadRow: .skip)
      .read(domain: "d")
    #expect(reading.documents.count == 90_000 - 9 - 5)
    #expect(
      reading.passedOver.text?.hasPrefix(
        "9 rows without text, the first in line 6; 5 broken rows, the first \(file.path):8:")
        == true)
  }

  @Test func severalFilesAreOneSource() throws {
    let files = try (0..<3).map { index in
      try TemporaryFile(
        (0..<4).map { "{\"t\": {\"u\": \"\($0 == 3 && index > 0 ? "" : "\(index) \($0)")\"}}\n" }
          .joined(), ending: ".part\(index)")
    }
    let pattern = files[0].path.dropLast(6) + ".part*"
    #expect(throws: DataError.self) {
      try CorpusSource.jsonLines(path: String(pattern) + "x", template: "{t.u}").read(domain: "d")
    }
    let shared = String(files[0].path.prefix { $0 != "." }.dropLast(36))
    let reading = try DocumentFormat.jsonLines(TextTemplate("{t.u}"))
      .read(files.map(\.path), of: shared, domain: "d")
    #expect(reading.documents.count == 10 && reading.documents[4].text == "1 0")
    #expect(
      reading.passedOver.text
        == "2 rows without text, the first in line 4 of \(files[1].path)")
  }
}
