import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifConfig

@Suite struct ConfigJSONTests {
  private static func parse(_ text: String) throws -> JSONNode {
    try JSONScanner.parse(Array(text.utf8), file: "f")
  }

  @Test func positionsCountCharacters() throws {
    let node = try Self.parse("{\"한글\": \"é\",\r\n\t\"b\": [1, {\"c\": null}]}")
    #expect(node.members[0].keyOrigin == .file(path: "f", line: 1, column: 2))
    #expect(node["한글"]?.origin == .file(path: "f", line: 1, column: 8))
    #expect(node.members[1].keyOrigin == .file(path: "f", line: 2, column: 2))
    #expect(node["b"]?.elements[1]["c"]?.origin == .file(path: "f", line: 2, column: 17))
  }

  @Test(arguments: [
    "\"\\u0041\\n\\t\\\"\\\\\\/\\b\\f\\r\"", "\"\\ud83d\\ude00\"", "\"plain 한국어\"", "\"\"",
    "[-0, 0.5, 1e3, -1.25E-7, 9007199254740993]", "[true, false, null]", "{\"a\": {}, \"b\": []}",
    " \n7 ", "[[[[1]]]]",
  ])
  func agreesWithFoundation(_ text: String) throws {
    func plain(_ node: JSONNode) -> Any {
      switch node.value {
      case .null: NSNull()
      case .bool(let flag): flag
      case .number(let digits): NSNumber(value: Double(digits) ?? .nan)
      case .string(let string): string
      case .array(let elements): elements.map(plain)
      case .object(let members):
        Dictionary(uniqueKeysWithValues: members.map { ($0.key, plain($0.node)) })
      }
    }
    let expected = try JSONSerialization.jsonObject(
      with: Data(text.utf8), options: .fragmentsAllowed)
    let node = try Self.parse(text)
    #expect(NSArray(object: plain(node)).isEqual(to: [expected]))
    // What is written reads back as the same value, in both layouts.
    let origin = ValueOrigin.standard
    #expect(try Self.parse(node.text()).relabelled(origin) == node.relabelled(origin))
    #expect(try Self.parse(node.line).relabelled(origin) == node.relabelled(origin))
  }

  @Test func bytesThatAreNotText() {
    let error = #expect(throws: JSONErrors.self) {
      try JSONScanner.parse([0x7B, 0xFF, 0x7D], file: "f")
    }
    #expect(error?.description == "f:1:1: is not UTF-8 text")
  }

  @Test func byteOrderMarkIsSkipped() throws {
    #expect(try Self.parse("\u{FEFF}{\"a\": 1}")["a"]?.integer == 1)
  }

  @Test func everyPrefixOfAFileIsRefusedWithoutATrap() throws {
    let bytes = Array("{\"a\\u00e9\": [1.5e-3, \"\\ud83d\\ude00\", true, null], \"b\": {}}".utf8)
    for length in 0..<bytes.count {
      #expect(throws: JSONErrors.self) {
        try JSONScanner.parse(Array(bytes[..<length]), file: "f")
      }
    }
    #expect(try JSONScanner.parse(bytes, file: "f").members.count == 2)
  }

  @Test func damagedRecipesNeverTrap() throws {
    let path = Repository.recipe("quickstart.json")
    let whole = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    let pieces = [
      "-1", "0", "1e18", "9223372036854775807", "null", "\"\"", "{}", "[]", "true", ",", "}",
    ]
    var random = CounterRandom(seed: 7, name: "damage")
    var refused = 0
    for _ in 0..<400 {
      let start = Int(random.next() % UInt64(whole.count))
      let end = min(whole.count, start + Int(random.next() % 12))
      let piece = pieces[Int(random.next() % UInt64(pieces.count))]
      let text = String(
        decoding: whole[..<start] + Array(piece.utf8) + whole[end...], as: UTF8.self)
      do {
        _ = try ConfigLoader.load(text: text, file: "q.json")
      } catch let error {
        refused += 1
        #expect(!error.issues.isEmpty)
        #expect(!error.description.contains("cannot be decoded"), "\(text)")
      }
    }
    #expect(refused > 200)
  }

  @Test func deepNestingAndManyKeysAreCheap() throws {
    #expect(throws: JSONErrors.self) { try Self.parse(String(repeating: "[", count: 1_000_000)) }
    let many = (0..<20_000).map { "\"k\($0)\": \($0)" }.joined(separator: ",")
    #expect(try Self.parse("{\(many)}").members.count == 20_000)
  }
}
