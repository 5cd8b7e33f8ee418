import Testing

@testable import MotifData

/// A sample of sources that are not all read is the sample of what they hold.
@Suite struct CorpusSampleTests {
  @Test func noMoreIsReadThanTheSampleTakes() throws {
    let rows = (0..<2000).map {
      "{\"t\": \"row \($0) \(String(repeating: "x", count: $0 % 90))\"}\n"
    }
    let lines = (0..<3000).map { "line \($0)\n" }
    let files = [
      try TemporaryFile(rows.joined()), try TemporaryFile(lines.joined()),
      // Broken far behind what a small sample takes.
      try TemporaryFile(Array((0..<600_000).map { "\($0)\n" }.joined().utf8) + [0xFF]),
    ]
    let sources: [(domain: String, source: CorpusSource)] = [
      ("a", .jsonLines(path: files[0].path, template: "{t}")),
      ("b", .text(path: files[1].path, split: .lines)),
      ("c", .synthetic(domain: "stories", documents: 40)),
      ("d", .text(path: files[2].path, split: .lines)),
    ]
    let split = TrainValidationSplit(validationFraction: 0.1, seed: 5)
    for bytes in [1, 500, 20_000, 60_000] {
      let sample = try CorpusSample.of(sources, split, bytes: bytes)
      let whole = try sources.dropLast().map {
        try split.apply(to: $0.source.documents(domain: $0.domain)).train
      }
      let train = (0..<60_000).map { Document(text: "\($0)", domain: "d") }
        .filter { !split.isValidation($0) }
      #expect(sample == CorpusSample.inTurn(whole + [train], bytes: bytes))
      #expect(!sample.contains(where: split.isValidation))
    }
    #expect(throws: DataError.self) { try CorpusSample.of(sources, split, bytes: 1 << 30) }
  }
}
