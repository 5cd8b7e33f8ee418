import Testing

@testable import MotifData

@Suite struct PackedStretchTests {
  @Test func rowsAreCutWhereSegmentsEndAndTrainingBegins() {
    var samples = TokenizedSamples(domain: "x", padding: 0)
    _ = samples.append([1, 2, 3, 4], isTrained: [false, false, true, true])
    _ = samples.append([5, 6, 7], isTrained: [true, true, false])
    var packer = SamplePacker(samples, seed: 0, isShuffled: false)
    var batch = PackedBatch(rows: 1, length: 9, padding: 0)
    packer.fill(&batch, row: 0)
    // The first token of a sample is never predicted, whatever its mask says.
    #expect(
      batch.stretches(ofRow: 0) == [
        PackedStretch(segment: 1, isTrained: false, tokens: [1, 2]),
        PackedStretch(segment: 1, isTrained: true, tokens: [3, 4]),
        PackedStretch(segment: 2, isTrained: false, tokens: [5]),
        PackedStretch(segment: 2, isTrained: true, tokens: [6]),
        PackedStretch(segment: 2, isTrained: false, tokens: [7]),
        PackedStretch(segment: 0, isTrained: false, tokens: [0, 0]),
      ])
  }
}
