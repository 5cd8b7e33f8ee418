import MotifData
import Testing

/// Who sees whom in a packed batch, counted pair by pair.
@Suite struct AttentionPairTests {
  private static func corpus(documents count: Int) throws -> TokenizedCorpus {
    let domain = try SyntheticDomains.named("arithmetic")
    let documents = (0..<count).map {
      Document(text: domain.document(index: $0, seed: 3).text, domain: "arithmetic")
    }
    return try TokenizedCorpus(
      domain: "arithmetic", documents: documents,
      tokenizer: BPETrainer.train(.init(), on: documents))
  }

  private static func pairs(_ batch: PackedBatch) -> Int {
    var pairs = 0
    for row in 0..<batch.rows {
      let segments = batch.segments[row * batch.length..<(row + 1) * batch.length]
      for query in segments.indices where segments[query] != 0 {
        for key in segments.startIndex...query where segments[key] == segments[query] { pairs += 1 }
      }
    }
    return pairs
  }

  @Test(arguments: [2, 3, 16, 64, 200], [false, true])
  func countsEveryPairOfAStream(length: Int, joined: Bool) throws {
    var config = BatchStream.Config()
    (config.rows, config.length, config.joinsDocuments) = (3, length, joined)
    var stream = try BatchStream(
      corpora: [Self.corpus(documents: 12)],
      schedule: CurriculumSchedule(.init(), domains: ["arithmetic"]), config: config)
    for _ in 0..<4 {
      let batch = stream.next()
      #expect(batch.attentionPairs == Self.pairs(batch))
      let whole = 3 * length * (length + 1) / 2
      #expect(joined ? batch.attentionPairs == whole : batch.attentionPairs <= whole)
      #expect(
        batch.attentionPairs
          == (0..<3).reduce(0) { $0 + batch.slice(rows: $1..<$1 + 1).attentionPairs })
    }
  }

  @Test(arguments: [5, 31, 64]) func paddingSeesNothing(length: Int) throws {
    let batches = Array(SequentialBatches(try Self.corpus(documents: 5), rows: 4, length: length))
    for batch in batches { #expect(batch.attentionPairs == Self.pairs(batch)) }
    #expect(batches.last?.segments.contains(0) == true)
    #expect(PackedBatch(rows: 2, length: 9, padding: 0).attentionPairs == 0)
    // Sizes alone: as much as there could be.
    #expect(PackedBatch(rows: 2, length: 9).attentionPairs == 90)
  }
}
