import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

private struct BestFitGolden: Decodable {
  var id: Int
  var max_length: Int
  var strategy: String
  var lengths: [Int]
  var bin_count: Int
  var tokens: Int
  var efficiency: Double
  var dropped_empty: Int
  var truncated: Int
  var tokens_lost: Int
  var bins_sha256: String

  var policy: OverlongPolicy { strategy == "bfd" ? .cut : .split }
}

private struct GroupsGolden: Decodable {
  struct Packed: Decodable {
    var bin_count: Int
    var bins_sha256: String
  }

  var max_length: Int
  var lengths: [Int]
  var groups_of_1000: Packed
  var all_at_once: Packed
}

private struct WrappedGolden: Decodable {
  var id: Int
  var row_length: Int
  var document_lengths: [Int]
  var rows: [[[Int]]]
  var full_rows: Int
}

/// Plans equal those that TRL makes.
@Suite struct PackingGoldenTests {
  private func bins(_ plan: PackingPlan) -> [[[Int]]] {
    (0..<plan.rowCount).map { row in
      plan.row(row).map { [$0.sample, $0.range.lowerBound, $0.range.count] }
    }
  }

  private func hash(_ plan: PackingPlan) -> String {
    let text = "\(bins(plan))".replacingOccurrences(of: " ", with: "")
    return Array(text.utf8).withUnsafeBytes { SHA256.digest($0) }
  }

  @Test func bestFitEqualsTheRecording() throws {
    for golden: BestFitGolden in try Fixtures.rows("sft_packing/bfd.jsonl") {
      let plan = PackingPlan.bestFit(
        golden.lengths, length: golden.max_length, overlong: golden.policy, group: nil)
      #expect(hash(plan) == golden.bins_sha256, "case \(golden.id)")
      #expect(plan.rowCount == golden.bin_count && plan.tokens == golden.tokens)
      #expect(plan.efficiency == golden.efficiency && plan.empty == golden.dropped_empty)
      #expect(plan.tokensLost == golden.tokens_lost)
      #expect(golden.policy == .split || plan.overlong == golden.truncated)
    }
  }

  @Test func groupsEqualTheRecording() throws {
    for golden: GroupsGolden in try Fixtures.rows("sft_packing/map_groups.jsonl") {
      let groups = PackingPlan.bestFit(golden.lengths, length: golden.max_length, overlong: .cut)
      #expect(groups.rowCount == golden.groups_of_1000.bin_count)
      #expect(hash(groups) == golden.groups_of_1000.bins_sha256)
      let whole = PackingPlan.bestFit(
        golden.lengths, length: golden.max_length, overlong: .cut, group: nil)
      #expect(whole.rowCount == golden.all_at_once.bin_count)
      #expect(hash(whole) == golden.all_at_once.bins_sha256)
    }
  }

  @Test func wrappedEqualsTheRecording() throws {
    for golden: WrappedGolden in try Fixtures.rows("sft_packing/wrapped.jsonl") {
      let plan = PackingPlan.wrapped(
        golden.document_lengths.map { $0 + 1 }, length: golden.row_length)
      #expect(bins(plan) == golden.rows, "case \(golden.id)")
      let full = (0..<plan.rowCount).count { row in
        plan.row(row).reduce(0) { $0 + $1.range.count } == golden.row_length
      }
      #expect(full == golden.full_rows)
    }
  }

  /// Every way to pack a few lengths agrees with a search through all bins.
  @Test func theTreeFindsWhatASearchFinds() {
    var random = CounterRandom(seed: 3, name: "lengths")
    for round in 0..<200 {
      let length = 1 + random.integer(below: 40)
      let lengths = (0..<random.integer(below: 60)).map { _ in random.integer(below: length + 9) }
      for policy in OverlongPolicy.allCases {
        let plan = PackingPlan.bestFit(lengths, length: length, overlong: policy, group: nil)
        #expect(bins(plan) == searched(lengths, length, policy), "round \(round)")
        let covered = plan.tokens + plan.tokensLost
        #expect(covered == lengths.reduce(0, +))
      }
    }
  }

  private func searched(_ lengths: [Int], _ length: Int, _ policy: OverlongPolicy) -> [[[Int]]] {
    let pieces = lengths.enumerated().flatMap { sample, count in
      policy.pieces(of: count, limit: length).map { [sample, $0.lowerBound, $0.count] }
    }
    // Rows with their free space and the moment they got it.
    var rows: [(pieces: [[Int]], free: Int, since: Int)] = []
    let sorted = pieces.enumerated().sorted {
      ($1.element[2], $0.offset) < ($0.element[2], $1.offset)
    }
    for (moment, piece) in sorted.map(\.element).enumerated() {
      let best = rows.indices.filter { rows[$0].free >= piece[2] }
        .min { (rows[$0].free, rows[$0].since) < (rows[$1].free, rows[$1].since) }
      let row = best ?? rows.count
      if best == nil { rows.append(([], length, 0)) }
      rows[row].pieces.append(piece)
      rows[row].free -= piece[2]
      rows[row].since = moment
    }
    return rows.map(\.pieces)
  }
}
