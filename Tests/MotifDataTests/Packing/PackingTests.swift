import Foundation
import Testing

@testable import MotifData

/// A corpus whose document d holds the tokens 100 d, 100 d + 1, … and ends with 0.
func numberedCorpus(_ lengths: [Int], domain: String = "d") -> TokenizedCorpus {
  var tokens: [Int32] = []
  var ends: [Int] = []
  for (document, length) in lengths.enumerated() {
    tokens += (0..<length).map { Int32(100 * (document + 1) + $0) } + [0]
    ends.append(tokens.count)
  }
  return TokenizedCorpus(
    domain: domain, tokens: tokens, documentEnds: ends, byteCount: tokens.count, endToken: 0)
}

@Suite struct PackingTests {
  @Test func rowsCarryDocumentsOver() {
    var packer = Packer(numberedCorpus([2, 4, 1]), seed: 0, isShuffled: false)
    var batch = PackedBatch(rows: 2, length: 5, padding: 0)
    packer.fill(&batch, row: 0, domain: 3)
    packer.fill(&batch, row: 1, domain: 4)
    #expect(batch.inputs == [100, 101, 0, 200, 201, 202, 203, 0, 300, 0])
    #expect(batch.labels == [101, 0, -100, 201, 202, 203, 0, -100, 0, -100])
    #expect(batch.positions == [0, 1, 2, 0, 1, 0, 1, 2, 0, 1])
    #expect(batch.segments == [1, 1, 1, 2, 2, 1, 1, 1, 2, 2])
    #expect(batch.domainOfRow == [3, 4])
    #expect(batch.validTokens == 7)
    #expect(packer.state.epoch == 1 && packer.state.tokensDrawn == 10)
    let second = batch.slice(rows: 1..<2)
    #expect(second.inputs == [202, 203, 0, 300, 0] && second.domainOfRow == [4])
  }

  @Test func joinedDocumentsAreOneSegment() {
    var packer = Packer(numberedCorpus([2, 4]), seed: 0, isShuffled: false, joinsDocuments: true)
    var batch = PackedBatch(rows: 1, length: 6, padding: 0)
    packer.fill(&batch, row: 0)
    #expect(batch.positions == [0, 1, 2, 3, 4, 5])
    #expect(batch.segments == [1, 1, 1, 1, 1, 1])
    #expect(batch.labels == [101, 0, -100, 201, 202, 203])
  }

  @Test func anEpochReadsEveryTokenOnceInItsOwnOrder() {
    let corpus = numberedCorpus(Array(1...20))
    var packer = Packer(corpus, seed: 5)
    var epochs: [[Int32]] = []
    for _ in 0..<2 {
      var read: [Int32] = []
      var batch = PackedBatch(rows: 1, length: 10, padding: 0)
      for _ in 0..<(corpus.tokens.count / 10) {
        packer.fill(&batch, row: 0)
        read += batch.inputs
      }
      epochs.append(read)
      #expect(read.sorted() == corpus.tokens.sorted())
    }
    #expect(corpus.tokens.count % 10 == 0)
    #expect(epochs[0] != epochs[1])
    #expect(packer.state.tokensRepeated == corpus.tokens.count)
  }

  @Test func validationReadsInOrderAndPadsTheEnd() {
    let corpus = numberedCorpus([2, 4, 1])
    let batches = Array(SequentialBatches(corpus, rows: 2, length: 4))
    #expect(batches.map(\.rows) == [2, 1])
    #expect(SequentialBatches(corpus, rows: 2, length: 4).count == 2)
    #expect(batches.flatMap(\.inputs) == corpus.tokens + [0, 0])
    #expect(batches[1].segments == [1, 1, 0, 0])
    #expect(batches[1].labels == [0, -100, -100, -100])
    #expect(batches.map(\.validTokens).reduce(0, +) == corpus.tokens.count - 3)
    let short = Array(SequentialBatches(corpus, rows: 2, length: 4, maximumTokens: 4))
    #expect(short.map(\.rows) == [1])
  }

  @Test func damagedStatesAreRefused() {
    var packer = Packer(numberedCorpus([2]), seed: 0)
    for (document, offset) in [(1, 0), (0, 3), (-1, 0), (0, -1)] {
      var state = Packer.State()
      state.document = document
      state.offset = offset
      #expect(throws: DataError.self) { try packer.restore(state) }
    }
  }
}
