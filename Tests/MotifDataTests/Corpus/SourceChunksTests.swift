import MotifCore
import Testing

@testable import MotifData

/// A source read in chunks of any size gives the documents of the whole, from any chunk's end on.
@Suite struct SourceChunksTests {
  private func chunks(
    _ files: [String], _ split: TextSplit, size: Int, from place: SourcePlace = SourcePlace()
  ) throws -> [SourceChunk] {
    var source = SourceChunks(files, split: split, size: size, from: place)
    var chunks: [SourceChunk] = []
    while let chunk = try source.next() { chunks.append(chunk) }
    return chunks
  }

  private func texts(_ chunks: [SourceChunk]) -> [[UInt8]] {
    chunks.flatMap { chunk in
      chunk.parts.filter { !UTF8Check.isBlank(chunk.bytes[$0]) }.map { Array(chunk.bytes[$0]) }
    }
  }

  private static let splits: [TextSplit] = [
    .lines, .paragraphs(bytes: 1), .paragraphs(bytes: 9), .separator("<e>"), .separator("\n\n"),
    .wholeFile,
  ]

  /// Random texts of lines, blank lines, separators and every kind of line end.
  private func text(_ seed: UInt64, pieces: Int) -> String {
    let alphabet = [
      "a", "\n", "\r\n", " ", "\n\n", "한", "\r", "<e>", "word ", "\r\n\r\n", "<", "é", "\n\u{3000}",
      "\u{3000}\n",
    ]
    var random = CounterRandom(seed: seed, name: "chunks")
    return (0..<pieces).map { _ in alphabet[random.integer(below: alphabet.count)] }.joined()
  }

  @Test(arguments: splits) func anySizeGivesTheSameDocuments(split: TextSplit) throws {
    for seed in 0..<60 {
      let (first, second) = (text(UInt64(seed), pieces: 90), text(UInt64(seed + 999), pieces: 30))
      let files = [
        try TemporaryFile("\u{FEFF}" + first), try TemporaryFile(""), try TemporaryFile(second),
      ]
      let paths = files.map(\.path)
      let whole = try chunks(paths, split, size: 1 << 20)
      #expect(whole.count == (second.isEmpty ? 1 : 2))
      for size in [1, 2, 3, 5, 17, 40, 64] {
        let small = try chunks(paths, split, size: size)
        #expect(texts(small) == texts(whole), "\(split) \(size) \(first.debugDescription)")
        for (index, chunk) in small.enumerated() where index % 3 == 1 {
          let rest = try chunks(paths, split, size: size, from: chunk.end)
          #expect(rest.map(\.bytes) == small[(index + 1)...].map(\.bytes))
          #expect(rest.map(\.start) == small[(index + 1)...].map(\.start))
        }
      }
    }
  }

  @Test func compressedFilesGiveTheSameChunks() throws {
    let text = Array(text(5, pieces: 60_000).utf8)
    let plain = try TemporaryFile(text)
    let compressed = try TemporaryFile(StoredGzip.bytes(of: text), ending: ".txt.gz")
    for split in Self.splits {
      let (a, b) = (
        try chunks([plain.path], split, size: 1000),
        try chunks([compressed.path], split, size: 1000)
      )
      #expect(a.map(\.bytes) == b.map(\.bytes) && a.map(\.end) == b.map(\.end))
      let middle = b[b.count / 2]
      #expect(
        try chunks([compressed.path], split, size: 1000, from: middle.end).map(\.bytes)
          == b[(b.count / 2 + 1)...].map(\.bytes))
    }
  }

  @Test func linesAndOffsetsAreThoseOfTheFile() throws {
    let lines = (0..<400).map { "line \($0)" + ($0 % 9 == 0 ? "\r" : "") }
    let bad = Array(lines.joined(separator: "\n").utf8) + Array("\nab".utf8) + [0xFF, 0x0A]
    let file = try TemporaryFile(bad)
    let expected = FileError(
      path: "\(file.path):401", reason: "is not UTF-8: bad byte 0xFF at offset \(bad.count - 2)")
    for split in [TextSplit.lines, .paragraphs(bytes: 1), .separator("\n")] {
      for size in [1, 50, 5000] {
        let last = try #require(try chunks([file.path], split, size: size).last)
        #expect(throws: expected) { try DocumentFormat.text(split).texts(of: last) }
      }
    }
    let rows = try TemporaryFile("{\"t\": 1}\n\n{\"t\": 2}\n{\"u\": 3}\n")
    let format = DocumentFormat.jsonLines(try TextTemplate("{t}"))
    let error = #expect(throws: FileError.self) {
      for chunk in try chunks([rows.path], .lines, size: 2) { _ = try format.texts(of: chunk) }
    }
    #expect(error?.path == "\(rows.path):4")
  }

  @Test func aDamagedFileGivesNoSource() throws {
    let text = Array((0..<3000).map { "{\"text\": \"row \($0)\"}\n" }.joined().utf8)
    let cut = try TemporaryFile(StoredGzip.bytes(of: text).dropLast(9), ending: ".jsonl.gz")
    let error = #expect(throws: DataError.self) {
      try CorpusSource.jsonLines(path: cut.path).documents(domain: "d")
    }
    #expect(error?.description.hasPrefix("\(cut.path): is truncated") == true)
    let whole = try TemporaryFile(StoredGzip.bytes(of: text), ending: ".jsonl.gz")
    #expect(try CorpusSource.jsonLines(path: whole.path).documents(domain: "d").count == 3000)
  }

  /// Of one document, nothing is read that the memory would not hold as tokens.
  @Test(arguments: [TextSplit.lines, .paragraphs(bytes: 1), .separator("<e>"), .wholeFile])
  func aDocumentThatDoesNotFitIsRefused(split: TextSplit) throws {
    let length = 5 << 20
    let file = try TemporaryFile(
      Array("first<e>\n\n".utf8) + [UInt8](repeating: 0x61, count: length))
    var asked = 0
    var tight = SourceChunks([file.path], split: split) {
      asked += 1
      return 30 << 20
    }
    let error = #expect(throws: FileError.self) { while try tight.next() != nil {} }
    #expect(error?.path.hasPrefix("\(file.path):") == true)
    #expect(
      error?.reason.contains("of memory, and 31.5 MB are free: split the text into smaller")
        == true,
      "\(error?.reason ?? "")")
    #expect(asked > 0)
    var roomy = SourceChunks([file.path], split: split) { 9 * (length + 100) }
    var bytes = 0
    while let chunk = try roomy.next() { bytes += chunk.bytes.count }
    #expect(bytes == length + 10)
  }
}
