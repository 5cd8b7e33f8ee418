import MotifCore
import MotifTensor
import Testing

@testable import MotifData

/// Plain text becomes documents, and damage is named with its place.
@Suite struct TextFileTests {
  private func texts(_ file: TemporaryFile, _ split: TextSplit) throws -> [String] {
    let documents = try TextFile.documents(path: file.path, split: split, domain: "d")
    #expect(documents.allSatisfy { $0.domain == "d" })
    return documents.map(\.text)
  }

  @Test func splitsAtEveryKindOfBoundary() throws {
    let file = try TemporaryFile("one\ntwo\n\nthree<|x|>four\n \t\n<|x|> <|x|>five")
    #expect(try texts(file, .lines) == ["one", "two", "three<|x|>four", "<|x|> <|x|>five"])
    #expect(try texts(file, .separator("<|x|>")) == ["one\ntwo\n\nthree", "four\n \t\n", "five"])
    #expect(try texts(file, .wholeFile).count == 1)
    #expect(
      try texts(file, .paragraphs(bytes: 1))
        == ["one\ntwo", "three<|x|>four", "<|x|> <|x|>five"])
  }

  @Test func paragraphsJoinUntilTheSizeIsReached() throws {
    let file = try TemporaryFile("\n\naaaa\n\nbbbb\n\n\ncccc\n\ndddd\n\n")
    #expect(try texts(file, .paragraphs(bytes: 8)) == ["aaaa\n\nbbbb", "cccc\n\ndddd"])
    #expect(try texts(file, .paragraphs(bytes: 1000)) == ["aaaa\n\nbbbb\n\n\ncccc\n\ndddd"])
  }

  @Test func lineEndingsAndByteOrderMarkMakeNoDocument() throws {
    let bytes = [0xEF, 0xBB, 0xBF] + Array("eins\r\nzwei\r\n\r\ndrei".utf8)
    let file = try TemporaryFile(bytes)
    #expect(try texts(file, .lines) == ["eins", "zwei", "drei"])
    #expect(try texts(file, .paragraphs(bytes: 1)) == ["eins\r\nzwei", "drei"])
    #expect(try texts(file, .wholeFile) == ["eins\r\nzwei\r\n\r\ndrei"])
    #expect(try texts(TemporaryFile("a\nb\n"), .lines) == texts(TemporaryFile("a\nb"), .lines))
  }

  @Test func aLineOfAMegabyteIsOneDocument() throws {
    let line = String(repeating: "long línea ", count: 90_000)
    let file = try TemporaryFile("short\n" + line + "\nend")
    for split in [TextSplit.lines, .paragraphs(bytes: 1), .separator("\n")] {
      let sizes = try texts(file, split).map(\.utf8.count)
      #expect(sizes.max() ?? 0 >= 1_080_000)
      #expect(sizes.count == (split == .paragraphs(bytes: 1) ? 1 : 3))
    }
  }

  @Test(
    arguments: [
      ([0xFF], 0, "FF"), ([0xC0, 0x80], 0, "C0"), ([0xE2, 0x82], 0, "E2"),
      ([0xED, 0xA0, 0x80], 0, "ED"), ([0xF4, 0x90, 0x80, 0x80], 0, "F4"), ([0x80], 0, "80"),
      ([0xF0, 0x8F, 0xBF, 0xBF], 0, "F0"), ([0xE2, 0x82, 0xAC, 0xF5], 3, "F5"),
    ] as [([UInt8], Int, String)])
  func invalidUTF8IsNamedByLineAndOffset(bad: [UInt8], extra: Int, byte: String) throws {
    let before = Array("ab\nc\u{E9}\u{1F600}\r\nd".utf8)
    let file = try TemporaryFile(before + bad)
    let expected = FileError(
      path: "\(file.path):3",
      reason: "is not UTF-8: bad byte 0x\(byte) at offset \(before.count + extra)")
    #expect(throws: expected) { try texts(file, .lines) }
    let rows = try TemporaryFile(Array("\n \r\n".utf8) + bad)
    let inRows = FileError(
      path: "\(rows.path):3",
      reason: "is not UTF-8: bad byte 0x\(byte) at offset \(4 + extra)")
    #expect(throws: inRows) {
      try JSONLinesFile.documents(path: rows.path, template: TextTemplate("{t}"), domain: "d")
    }
  }

  @Test func validUTF8OfEveryLengthIsAccepted() throws {
    let text = "\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
    #expect(try texts(TemporaryFile(text), .wholeFile) == [text])
  }

  @Test func missingFoldersAndEmptyFilesAreErrors() throws {
    let missing = "/nowhere/corpus.txt"
    #expect(throws: FileError(path: missing, reason: "does not exist")) {
      try TextFile.documents(path: missing, split: .lines, domain: "d")
    }
    #expect(throws: FileError(path: "/", reason: "is a folder, expected a file")) {
      try TextFile.documents(path: "/", split: .lines, domain: "d")
    }
    let bytes: [[UInt8]] = [[], [0xEF, 0xBB, 0xBF], Array(" \r\n\t\n\u{3000}".utf8)]
    for content in bytes {
      let file = try TemporaryFile(content)
      let expected = FileError(path: file.path, reason: "holds no text")
      let splits: [TextSplit] = [.lines, .wholeFile, .separator("#"), .paragraphs(bytes: 10)]
      for split in splits { #expect(throws: expected) { try texts(file, split) } }
    }
  }

  @Test func anEmptySeparatorIsAnError() throws {
    let file = try TemporaryFile("text")
    let expected = FileError(path: file.path, reason: "cannot be split at an empty separator")
    #expect(throws: expected) { try texts(file, .separator("")) }
  }
}
