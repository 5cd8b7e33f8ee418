import Testing

@testable import MotifData

/// What rows promise, on corpora with empty, short and very long documents.
@Suite struct PackerTests {
  private static let corpora = [
    [0], [0, 0, 0], [40], [3, 0, 17, 0, 1, 6], [7, 7, 7], [15, 1, 31, 0],
  ]

  private func rows(_ packer: inout Packer, _ count: Int, length: Int) -> PackedBatch {
    var batch = PackedBatch(rows: count, length: length, padding: -1)
    for row in 0..<count { packer.fill(&batch, row: row) }
    return batch
  }

  @Test(arguments: corpora, [1, 3, 8]) func labelsPositionsAndSegmentsAgree(
    documents: [Int], length: Int
  ) {
    let corpus = numberedCorpus(documents)
    var packer = Packer(corpus, seed: 2)
    let batch = rows(&packer, 30, length: length)
    for place in batch.inputs.indices {
      let isEnd = batch.inputs[place] == corpus.endToken
      #expect((batch.labels[place] == PackedBatch.ignoredLabel) == isEnd)
      if !isEnd, place + 1 < batch.inputs.count {
        #expect(batch.labels[place] == batch.inputs[place + 1], "also across rows")
      }
      let startsRow = place % length == 0
      let startsDocument = place == 0 || batch.inputs[place - 1] == corpus.endToken
      if startsRow || startsDocument {
        #expect(batch.positions[place] == 0)
        #expect(batch.segments[place] == (startsRow ? 1 : batch.segments[place - 1] + 1))
      } else {
        #expect(batch.positions[place] == batch.positions[place - 1] + 1)
        #expect(batch.segments[place] == batch.segments[place - 1])
      }
    }
  }

  @Test(arguments: corpora) func everyTokenIsDrawnOnceAnEpoch(documents: [Int]) {
    let corpus = numberedCorpus(documents)
    var packer = Packer(corpus, seed: 4)
    for epoch in 0..<3 {
      #expect(packer.state.epoch == epoch)
      let read = rows(&packer, corpus.tokens.count, length: 1).inputs
      #expect(read.sorted() == corpus.tokens.sorted())
    }
    #expect(packer.state.tokensDrawn == 3 * corpus.tokens.count)
    #expect(packer.state.tokensRepeated == 2 * corpus.tokens.count)
  }

  @Test(arguments: corpora, [false, true]) func resumingAtEveryCutContinues(
    documents: [Int], joins: Bool
  ) throws {
    let corpus = numberedCorpus(documents)
    let fresh = Packer(corpus, seed: 6, joinsDocuments: joins)
    var whole = fresh
    let all = rows(&whole, 25, length: 5)
    for cut in 1..<25 {
      var first = fresh
      #expect(rows(&first, cut, length: 5) == all.slice(rows: 0..<cut))
      var second = fresh
      try second.restore(first.state)
      #expect(rows(&second, 25 - cut, length: 5) == all.slice(rows: cut..<25), "cut \(cut)")
      #expect(second.state == whole.state)
    }
  }

  @Test func aRefusedStateChangesNothing() {
    var packer = Packer(numberedCorpus([3, 9, 4]), seed: 1)
    _ = rows(&packer, 3, length: 4)
    let before = packer
    var state = before.state
    state.epoch = 1
    #expect(throws: DataError.self) { try packer.restore(state) }
    #expect(packer.state == before.state)
    var copy = before
    #expect(rows(&packer, 9, length: 4) == rows(&copy, 9, length: 4))
  }

  @Test(arguments: corpora, [1, 4, 64]) func validationReadsOnceAndPads(
    documents: [Int], length: Int
  ) {
    let corpus = numberedCorpus(documents)
    let batches = Array(SequentialBatches(corpus, rows: 3, length: length, domain: 2))
    let inputs = batches.flatMap(\.inputs)
    let count = corpus.tokens.count
    #expect(inputs.count == (count + length - 1) / length * length)
    #expect(inputs[..<count].elementsEqual(corpus.tokens))
    #expect(inputs[count...].allSatisfy { $0 == corpus.endToken })
    #expect(batches.flatMap(\.segments).filter { $0 == 0 }.count == inputs.count - count)
    #expect(batches.map(\.validTokens).reduce(0, +) == count - corpus.documentCount)
    #expect(batches.allSatisfy { $0.domainOfRow.allSatisfy { $0 == 2 } })
  }
}
