import Foundation
import MotifCore
import Testing

@testable import MotifData

/// Every sample is dealt once an epoch, and a restored packer goes on where it stood.
@Suite struct SamplePackerTests {
  /// Samples of random lengths; the tokens of sample n are all n.
  private func samples(_ count: Int, longest: Int, seed: UInt64 = 1) -> TokenizedSamples {
    var random = CounterRandom(seed: seed, name: "samples")
    var samples = TokenizedSamples(domain: "d", padding: -7)
    for index in 0..<count {
      let length = 2 + random.integer(below: longest - 1)
      let mask = (0..<length).map { $0 * 2 >= length - 1 }
      let isKept = samples.append(
        [Int32](repeating: Int32(index), count: length)[...], isTrained: mask[...])
      #expect(isKept)
    }
    return samples
  }

  private func deal(_ packer: inout SamplePacker, length: Int) -> PackedBatch {
    var batch = PackedBatch(rows: 1, length: length, padding: packer.samples.padding)
    packer.fill(&batch, row: 0)
    return batch
  }

  @Test(arguments: [1, 7, 999, 1000, 1001, 2300])
  func everySampleComesOnceAnEpoch(count: Int) {
    let samples = samples(count, longest: 32)
    var packer = SamplePacker(samples, seed: 4)
    for _ in 0..<2 {
      let epoch = packer.state.epoch
      var seen = [Int](repeating: 0, count: count)
      while packer.state.epoch == epoch {
        let batch = deal(&packer, length: 32)
        for (token, segment) in zip(batch.inputs, batch.segments) where segment > 0 {
          seen[Int(token)] += 1
        }
        // Nothing is predicted but a trained token of the same sample, and padding is padding.
        for place in batch.inputs.indices {
          let label = batch.labels[place]
          #expect(label == PackedBatch.ignoredLabel || label == batch.inputs[place])
          #expect((batch.segments[place] == 0) == (batch.inputs[place] == -7))
        }
      }
      #expect(seen == samples.lengths)
    }
    #expect(packer.state.tokensRepeated > 0)
  }

  @Test func aRestoredPackerGoesOn() throws {
    let samples = samples(2300, longest: 60)
    var packer = SamplePacker(samples, seed: 4)
    for _ in 0..<1300 { _ = deal(&packer, length: 64) }
    var again = SamplePacker(samples, seed: 4)
    try again.restore(packer.state)
    for _ in 0..<1500 {
      let (mine, theirs) = (deal(&again, length: 64), deal(&packer, length: 64))
      #expect(mine == theirs)
    }
    #expect(again.state == packer.state)
  }

  @Test func aDamagedStateIsRefused() {
    let samples = samples(1500, longest: 20)
    let packer = SamplePacker(samples, seed: 4)
    let damages: [(inout Packer.State) -> Void] = [
      { $0.epoch = -1 }, { $0.document = 1 }, { $0.document = 2000 }, { $0.offset = -1 },
      { $0.offset = .max }, { $0.tokensDrawn = -1 }, { $0.tokensRepeated = 1 },
    ]
    for damage in damages {
      var state = packer.state
      damage(&state)
      var other = packer
      #expect(throws: DataError.self) { try other.restore(state) }
      #expect(other.state == packer.state)
    }
  }

  @Test func ordersDifferByEpochAndSeed() {
    let samples = samples(300, longest: 30)
    func first(_ packer: SamplePacker) -> [Int32] {
      var packer = packer
      return deal(&packer, length: 40).inputs
    }
    #expect(first(SamplePacker(samples, seed: 1)) != first(SamplePacker(samples, seed: 2)))
    #expect(first(SamplePacker(samples, seed: 1)) == first(SamplePacker(samples, seed: 1)))
    var kept = SamplePacker(samples, seed: 1, isShuffled: false)
    let row = deal(&kept, length: 40)
    let plan = PackingPlan.bestFit(samples.lengths, length: 40, overlong: .cut)
    #expect(row.inputs[0] == Int32(plan.row(0).first!.sample))
  }

  @Test func aSampleThatPredictsNothingIsRefused() {
    var samples = TokenizedSamples(domain: "d", padding: 0)
    let kept = [
      samples.append([1, 2, 3], isTrained: [true, false, false]),
      samples.append([], isTrained: []),
      samples.append([1, 2, 3], isTrained: [false, false, true]),
    ]
    #expect(kept == [false, false, true] && samples.count == 1 && samples.trainableCount == 1)
  }

  /// A stream of rows need not know what it deals.
  @Test func aSourceOfRowsDealsWhatItsPackerDeals() throws {
    let samples = samples(40, longest: 30)
    let corpus = TokenizedCorpus(
      domain: "e", tokens: [1, 2, 3, 9, 4, 9], documentEnds: [4, 6], byteCount: 4, endToken: 9)
    let sources: [RowSource] = [
      .samples(SamplePacker(samples, seed: 1)), .documents(Packer(corpus, seed: 1)),
    ]
    #expect(sources.map(\.domain) == ["d", "e"] && sources.map(\.padding) == [-7, 9])
    var (packer, reader) = (SamplePacker(samples, seed: 1), Packer(corpus, seed: 1))
    for (index, source) in sources.enumerated() {
      var source = source
      for _ in 0..<30 {
        var (mine, theirs) = (
          PackedBatch(rows: 2, length: 32, padding: source.padding),
          PackedBatch(rows: 2, length: 32, padding: source.padding)
        )
        source.fill(&mine, row: 1, domain: 5)
        if index == 0 {
          packer.fill(&theirs, row: 1, domain: 5)
        } else {
          reader.fill(&theirs, row: 1, domain: 5)
        }
        #expect(mine == theirs)
      }
      #expect(source.state == (index == 0 ? packer.state : reader.state))
      var again = sources[index]
      try again.restore(source.state)
      #expect(again.state == source.state)
    }
  }

  /// Lengths as those of real conversations are distributed.
  @Test(arguments: [2048, 4096, 16384])
  func logNormalLengthsFillTheRows(length: Int) {
    var random = CounterRandom(seed: 9, name: "log-normal \(length)")
    let lengths = (0..<20_000).map { _ in
      max(2, Int(exp2(8.3 + 1.4 * random.normal())))
    }
    let plan = PackingPlan.bestFit(lengths, length: length, overlong: .cut)
    #expect(plan.efficiency >= 0.97, "\(plan.efficiency)")
  }
}
