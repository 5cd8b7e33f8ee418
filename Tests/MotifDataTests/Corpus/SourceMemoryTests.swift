import Foundation
import Testing

@testable import MotifData

/// What a source will keep in memory is known before it is read.
@Suite struct SourceMemoryTests {
  /// A file of rows of which the text is a part, and then of nothing but size.
  private func rows(_ text: String, size: Int, ending: String = ".jsonl") throws -> TemporaryFile {
    let row = "{\"id\": \"0123456789\", \"text\": \"\(text)\"}\n"
    let file = try TemporaryFile(
      String(repeating: row, count: 3_000_000 / row.utf8.count), ending: ending)
    #expect(truncate(file.path, size) == 0)
    return file
  }

  @Test func rowsAreTakenToBeLikeTheFirst() throws {
    for (count, share) in [(50, 50.0 / 87), (500, 500.0 / 537)] {
      let file = try rows(String(repeating: "x", count: count), size: 1 << 40)
      let memory = CorpusSource.jsonLines(path: file.path).leastMemory
      #expect(memory.kept == memory.reading)
      #expect(abs(memory.kept / Double(1 << 40) / share - 1) < 0.1, "\(memory.kept)")
    }
  }

  @Test func smallAndUnreadableSourcesKeepNothingThatIsKnown() throws {
    #expect(try CorpusSource.jsonLines(path: rows("x", size: 1 << 20).path).leastMemory.kept == 0)
    let file = try rows("x", size: 1 << 40)
    let other = CorpusSource.jsonLines(path: file.path, template: "{nothing}")
    #expect(other.leastMemory.kept == 0)
    #expect(CorpusSource.text(path: file.path).leastMemory.kept == Double(1 << 40))
    #expect(CorpusSource.text(path: file.path + "x").leastMemory.kept == 0)
    #expect(CorpusSource.tokens(path: file.path).leastMemory.kept == 0)
  }
}
