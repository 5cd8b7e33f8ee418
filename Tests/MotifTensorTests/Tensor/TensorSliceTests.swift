import Foundation
import MotifTensor
import MotifTestSupport
import Testing

/// Parts of a tensor: whether they cover it, and putting it together from them.
@Suite struct TensorSliceTests {
  private func flaw(_ shape: [Int], _ slices: ([Int], [Int])...) -> String? {
    TensorSlice.flaw(of: slices.map { TensorSlice(start: $0.0, extent: $0.1) }, covering: shape)
  }

  @Test func whatCoversATensorOnceHasNoFlaw() {
    #expect(flaw([2, 3], ([0, 0], [2, 3])) == nil)
    #expect(flaw([], ([], [])) == nil)
    #expect(flaw([0, 4]) == nil && flaw([0, 4], ([0, 0], [0, 4])) == nil)
    // Rows split unevenly, out of order, with empty parts at both ends.
    #expect(flaw([5, 2], ([3, 0], [2, 2]), ([0, 0], [3, 2]), ([5, 0], [0, 2])) == nil)
    #expect(flaw([5, 2], ([0, 0], [5, 2]), ([0, 2], [5, 0])) == nil)
    // Columns, and a pinwheel that no grid has.
    #expect(flaw([2, 5], ([0, 0], [2, 1]), ([0, 1], [2, 4])) == nil)
    #expect(
      flaw(
        [3, 3], ([0, 0], [1, 2]), ([0, 2], [2, 1]), ([2, 1], [1, 2]), ([1, 0], [2, 1]),
        ([1, 1], [1, 1])) == nil)
  }

  @Test func gapsOverlapsAndStrangersAreNamed() {
    #expect(flaw([2, 3]) == "shards hold 0 of 6 elements")
    #expect(flaw([]) == "shards hold 0 of 1 elements")
    #expect(flaw([], ([], []), ([], [])) == "shards 0 and 1 hold the same elements")
    #expect(flaw([5, 2], ([0, 0], [3, 2]), ([4, 0], [1, 2])) == "shards hold 8 of 10 elements")
    #expect(
      flaw([5, 2], ([2, 0], [3, 2]), ([0, 0], [3, 2])) == "shards 0 and 1 hold the same elements")
    // As many elements as the tensor has, one of them twice.
    #expect(
      flaw([2, 2], ([0, 0], [1, 2]), ([1, 0], [1, 1]), ([0, 0], [1, 1]))
        == "shards 0 and 2 hold the same elements")
    // Not neighbours in order: a long first part reaches over the second to the third.
    #expect(
      flaw([4, 2], ([0, 0], [4, 1]), ([1, 1], [1, 1]), ([2, 0], [1, 2]))
        == "shards 0 and 2 hold the same elements")
    let strangers: [([Int], [Int])] = [
      ([0], [2]), ([0, 0], [2]), ([0, 0], [3, 3]), ([1, 0], [2, 3]), ([-1, 0], [2, 3]),
      ([0, 0], [-1, 3]), ([3, 0], [0, 3]), ([.max, 0], [1, 3]), ([1, 0], [.max, 3]),
      ([.min, 0], [.max, 3]),
    ]
    for (start, extent) in strangers {
      #expect(
        flaw([2, 3], (start, extent))
          == "shard 0 starts at \(start) and extends by \(extent), "
          + "which is no part of the shape [2, 3]")
    }
  }

  /// Every way to cut a tensor in two along every axis, and those halves in two along every other.
  @Test(arguments: [[], [5], [4, 3], [3, 4, 5], [2, 1, 3, 2]])
  func aTensorIsPutTogetherFromAnyParts(_ shape: [Int]) {
    let values = (0..<shape.reduce(1, *)).map { Float($0) + 0.25 }
    func cut(_ slice: TensorSlice, _ axis: Int, _ place: Int) -> [TensorSlice] {
      var (low, high) = ((slice.start, slice.extent), (slice.start, slice.extent))
      low.1[axis] = place
      high.0[axis] += place
      high.1[axis] -= place
      return [low, high].map { TensorSlice(start: $0.0, extent: $0.1) }
    }
    var plans = [[TensorSlice(wholeOf: shape)]]
    for axis in shape.indices {
      for place in 0...shape[axis] {
        let halves = cut(TensorSlice(wholeOf: shape), axis, place)
        plans.append(halves)
        for other in shape.indices {
          plans.append([halves[1]] + cut(halves[0], other, halves[0].extent[other] / 2))
        }
      }
    }
    for plan in plans {
      let shards = plan.map { slice in
        Tensor.StoredShard(
          slice, .float32,
          bytes: SliceReference.numbers(slice, of: values, shape: shape).withUnsafeBytes {
            Data($0)
          })
      }
      let whole = Tensor(shape: Shape(shape), shards: shards)
      #expect(whole.values == values, "\(shape) from \(plan)")
    }
  }

  /// A part of a file begins anywhere, in any of the types.
  @Test func partsHaveTheirTypeAndPlace() {
    let row = [1.5, -2] as [Double]
    let wide = Data([9, 9, 9]) + row.withUnsafeBytes { Data($0) }
    let narrow =
      Data([7])
      + [0x3FC0, 0xC000].withUnsafeBytes { bytes in
        Data([bytes[0], bytes[1], bytes[8], bytes[9]])
      }
    let whole = Tensor(
      shape: [2, 2],
      shards: [
        .init(TensorSlice(start: [1, 0], extent: [1, 2]), .bfloat16, bytes: narrow.dropFirst()),
        .init(TensorSlice(start: [0, 0], extent: [1, 2]), .float64, bytes: wide.dropFirst(3)),
      ])
    #expect(whole.values == [1.5, -2, 1.5, -2])
  }
}
