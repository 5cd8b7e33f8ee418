import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

private struct LayoutGolden: Decodable {
  var id: Int
  var max_length: Int
  var lengths: [Int]
  var bin: Int
  var pad_id: Int32
  var samples: [Int]
  var input_ids: [Int32]
  var labels: [Int32]
  var positions: [Int32]
  var segments: [Int32]
  var cu_seqlens: [Int]
  var trainable: Int
  var cost: Int
}

private struct BalanceGolden: Decodable {
  var id: Int
  var ranks: Int
  var costs: [Int]
  var owner: [Int]
  var load: [Int]
}

/// Packed rows equal those of the recording, and their labels never cross a boundary.
@Suite struct SampleRowTests {
  /// The samples of a recorded row; every first token is called trained, which must not matter.
  private func samples(_ golden: LayoutGolden) -> (TokenizedSamples, PackingPlan) {
    var samples = TokenizedSamples(domain: "d", padding: golden.pad_id)
    for (start, end) in zip(golden.cu_seqlens, golden.cu_seqlens.dropFirst()) {
      let isTrained = (start..<end).map {
        $0 == start || golden.labels[$0] != PackedBatch.ignoredLabel
      }
      _ = samples.append(golden.input_ids[start..<end], isTrained: isTrained[...])
    }
    let lengths = zip(golden.cu_seqlens, golden.cu_seqlens.dropFirst()).map { $1 - $0 }
    let plan = PackingPlan.bestFit(lengths, length: golden.max_length, overlong: .cut, group: nil)
    return (samples, plan)
  }

  @Test func rowsEqualTheRecording() throws {
    var compared = 0
    for golden: LayoutGolden in try Fixtures.rows("sft_packing/layout.jsonl") {
      let plan = PackingPlan.bestFit(
        golden.lengths, length: golden.max_length, overlong: .cut, group: nil)
      #expect(plan.row(golden.bin).map(\.sample) == golden.samples, "case \(golden.id)")
      let (samples, row) = samples(golden)
      // Samples without a trained token are not kept, so that their rows cannot be compared.
      guard samples.count == golden.samples.count else { continue }
      compared += 1
      var batch = PackedBatch(rows: 1, length: golden.max_length, padding: golden.pad_id)
      samples.fill(&batch, row: 0, with: row.pieces[...], domain: 0)
      #expect(batch.inputs == golden.input_ids && batch.positions == golden.positions)
      #expect(batch.segments == golden.segments)
      #expect(batch.labels == Array(golden.labels.dropFirst()) + [PackedBatch.ignoredLabel])
      #expect(batch.validTokens == golden.trainable && batch.attentionPairs == golden.cost)
      #expect(batch.rowCosts == [golden.cost] && samples.trainableCount == golden.trainable)
    }
    #expect(compared > 0, "no recorded row has trained tokens in each of its samples")
  }

  @Test func dealingEqualsTheRecording() throws {
    for golden: BalanceGolden in try Fixtures.rows("sft_packing/balance.jsonl") {
      let owners = LeastLoaded.owners(
        of: golden.costs, in: LeastLoaded.order(golden.costs), owners: golden.ranks)
      #expect(owners == golden.owner, "case \(golden.id)")
      var loads = [Int](repeating: 0, count: golden.ranks)
      for (owner, cost) in zip(owners, golden.costs) { loads[owner] += cost }
      #expect(loads == golden.load)
    }
  }

  /// Sixteen rows, one of which is a single long segment: shares of four cost nearly the same.
  @Test func balancedSharesKeepTheRows() {
    let segments = [1, 1, 1, 2, 2, 2, 2, 2, 4, 4, 8, 8, 16, 16, 16, 16]
    var batch = PackedBatch(rows: 16, length: 32, padding: 0)
    for (row, count) in segments.enumerated() {
      for place in 0..<32 {
        batch.inputs[row * 32 + place] = Int32(row)
        batch.segments[row * 32 + place] = Int32(1 + place / (32 / count))
      }
      batch.domainOfRow[row] = Int32(row)
    }
    let dealt = batch.balanced(parts: 4)
    #expect(dealt.domainOfRow.sorted() == batch.domainOfRow)
    for row in 0..<16 {
      let places = row * 32..<(row + 1) * 32
      let old = Int(dealt.domainOfRow[row])
      #expect(Set(dealt.inputs[places]) == [Int32(old)])
      #expect(
        dealt.segments[places] == batch.segments[old * 32..<(old + 1) * 32].shifted(to: places))
    }
    func spread(_ batch: PackedBatch) -> Int {
      let costs = (0..<4).map { batch.slice(rows: $0 * 4..<($0 + 1) * 4).attentionPairs }
      return costs.max()! - costs.min()!
    }
    #expect(spread(dealt) * 4 < spread(batch))
    #expect(batch.balanced(parts: 1) == batch && dealt == batch.balanced(parts: 4))
  }
}

extension ArraySlice {
  fileprivate func shifted(to range: Range<Int>) -> ArraySlice {
    let values = Array(self)
    return ([Element](repeating: values[0], count: range.lowerBound) + values)[range]
  }
}
