import Foundation
import MotifTestSupport
import Testing

@testable import MotifData

/// The families of published tokenizers against recorded ids of strings over all Unicode planes.
///
/// Every folder of `unicode_tokenizer` with a `tokenizer.json` is a family.
@Suite("Families of published tokenizers") struct UnicodeTokenizerTests {
  private struct Row: Decodable {
    var i: Int
    var ids: [Int32]
    var decoded: String?
  }

  private struct Line: Decodable {
    var i: Int
    var text: String
  }

  private struct AddedRow: Decodable {
    var tokenizer: String
    var text: String
    var ids: [Int32]
    var ids_with_special: [Int32]
    var decoded: String
    var decoded_skip_special: String
    var ids_markers_as_text: [Int32]
  }

  private static let folder = Fixtures.folder.appendingPathComponent("unicode_tokenizer").path

  static let families: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/tokenizer.json") }
      .sorted()
  }()

  private static func rows<T: Decodable>(_ name: String) throws -> [T] {
    let path = folder + "/" + name
    let rows = try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: UInt8(ascii: "\n"))
      .map { try JSONDecoder().decode(T.self, from: Data($0)) }
    try #require(!rows.isEmpty, "\(path) is empty")
    return rows
  }

  private static func texts() throws -> [Int: String] {
    let lines: [Line] = try rows("strings.jsonl")
    return Dictionary(uniqueKeysWithValues: lines.map { ($0.i, $0.text) })
  }

  private static func tokenizer(_ family: String) throws -> ByteLevelBPE {
    try TokenizerFile.load("\(folder)/\(family)/tokenizer.json")
  }

  /// Bytes decide: Swift takes canonically equivalent texts for equal.
  private static func same(_ first: String, _ second: String) -> Bool {
    first.utf8.elementsEqual(second.utf8)
  }

  @Test("there are families to compare with") func thereAreSome() {
    #expect(!Self.families.isEmpty, "\(Self.folder) has no family")
  }

  @Test("ids equal the recorded ones, and decode to the text", arguments: families)
  func encodesAndDecodes(family: String) throws {
    let (tokenizer, texts) = (try Self.tokenizer(family), try Self.texts())
    var encoder = ByteLevelBPE.Encoder(tokenizer)
    let ambiguous = Set(
      tokenizer.addedTokens.filter { !$0.content.utf8.allSatisfy { $0 < 0x80 } }.map(\.id))
    var (wrong, lost): ([Int], [Int]) = ([], [])
    for row: Row in try Self.rows("\(family)/ids.jsonl") {
      let text = try #require(texts[row.i])
      var ids: [Int32] = []
      encoder.encode(text, into: &ids)
      if ids != row.ids { wrong.append(row.i) }
      // The recorded text spells such tokens through the byte alphabet; here they stand for themselves.
      guard ambiguous.isDisjoint(with: row.ids) else { continue }
      if !Self.same(tokenizer.decode(row.ids), row.decoded ?? text) { lost.append(row.i) }
    }
    #expect(wrong.isEmpty, "\(wrong.count) strings have other ids: \(wrong.prefix(8))")
    #expect(lost.isEmpty, "\(lost.count) strings decode otherwise: \(lost.prefix(8))")
  }

  @Test("a written file is the same tokenizer", arguments: families)
  func writtenFile(family: String) throws {
    let (tokenizer, texts) = (try Self.tokenizer(family), try Self.texts())
    let file = try TemporaryFile(TokenizerFile.json(tokenizer))
    let again = try withExtendedLifetime(file) { try TokenizerFile.load(file.path) }
    #expect(again.addedTokens == tokenizer.addedTokens)
    #expect(again.template == tokenizer.template)
    #expect(again.merges == tokenizer.merges)
    #expect(again.vocabularySize == tokenizer.vocabularySize)
    for row: Row in try Self.rows("\(family)/ids.jsonl") where row.i % 5 == 0 {
      let text = try #require(texts[row.i])
      #expect(again.encode(text) == row.ids, "string \(row.i)")
      #expect(Self.same(again.decode(row.ids), tokenizer.decode(row.ids)), "string \(row.i)")
    }
  }

  @Test("added tokens are found, told apart and decoded as recorded", arguments: families)
  func addedTokens(family: String) throws {
    let tokenizer = try Self.tokenizer(family)
    let all: [AddedRow] = try Self.rows("added_tokens.jsonl")
    let rows = all.filter { $0.tokenizer == family }
    try #require(!rows.isEmpty)
    for row in rows {
      let name = row.text.debugDescription
      let ids = tokenizer.encode(row.text)
      #expect(ids == row.ids, "\(name)")
      #expect(
        tokenizer.template.before + ids + tokenizer.template.after == row.ids_with_special,
        "\(name)")
      #expect(
        tokenizer.encode(row.text, parsingSpecialTokens: false) == row.ids_markers_as_text,
        "\(name)")
      #expect(Self.same(tokenizer.decode(row.ids), row.decoded), "\(name)")
      let skipped = tokenizer.decode(row.ids, skipSpecial: true)
      #expect(Self.same(skipped, row.decoded_skip_special), "\(name)")
    }
  }
}
