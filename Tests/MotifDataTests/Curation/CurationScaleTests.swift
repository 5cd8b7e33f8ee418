import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

/// A hundred thousand documents that are never in memory together.
@Suite struct CurationScaleTests {
  /// Documents of some sixty words, every tenth a copy of the one before it, every tenth a near copy.
  private struct Generated: CurationSource {
    let count: Int
    private let phrases: [String]

    init(count: Int) {
      self.count = count
      var random = CounterRandomText(seed: 81)
      phrases = (0..<4096).map { _ in
        random.words(8, vocabulary: 50_000).joined(separator: " ") + " "
      }
    }

    func forEach(_ body: (CurationDocument) throws(DataError) -> Void) throws(DataError) {
      for index in 0..<count {
        let isCopy = index % 10 == 8
        let isNear = index % 10 == 9
        // Both come after the original, number 7 of each ten.
        var random = CounterRandom(
          seed: UInt64(isCopy || isNear ? index / 10 * 10 + 7 : index), name: "document")
        var text = ""
        for _ in 0..<8 { text += phrases[random.integer(below: phrases.count)] }
        if isNear { text += "again" }
        try body(CurationDocument(id: "\(index)", text: text))
      }
    }
  }

  @Test func memoryStaysBounded() throws {
    let folder = try TemporaryFolder()
    let source = Generated(count: 100_000)
    let before = ProcessMemory.resident
    var most = 0
    let step = CurationStep(
      [ExactDuplicateFilter(), NearDuplicateFilter(threshold: 0.9)], scoreFolder: folder.path)
    let summary = try step.run(
      source, audit: folder.path + "/audit.jsonl",
      progress: { progress in
        if case .delivered(let count) = progress, !count.isMultiple(of: 1000) { return }
        most = max(most, ProcessMemory.resident - before)
      }, deliver: { _ in })
    #expect(most < 1_000_000_000)
    #expect(summary.read == source.count)
    let exact = try #require(summary.dropped.first { $0.name == "exact_duplicate" })
    let near = try #require(summary.dropped.first { $0.name == "near_duplicate" })
    #expect(exact.documents == source.count / 10)
    // 64 words and one more are similar to 0.98: hardly a signature estimates less than 0.9.
    #expect(near.documents <= source.count / 10 && near.documents > source.count * 99 / 1000)
  }
}
