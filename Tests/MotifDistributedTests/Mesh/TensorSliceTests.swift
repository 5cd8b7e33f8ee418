import MotifDistributed
import MotifTestSupport
import Testing

/// Parts of a tensor: whether they cover it.
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

  /// Every box of a small tensor.
  private func boxes(_ shape: [Int]) -> [TensorSlice] {
    shape.reduce([TensorSlice(start: [], extent: [])]) { boxes, size in
      boxes.flatMap { box in
        (0...size).flatMap { first in
          (0...(size - first)).map {
            TensorSlice(start: box.start + [first], extent: box.extent + [$0])
          }
        }
      }
    }
  }

  /// The places of the elements of a box in the whole tensor, in the box's own order.
  private func places(_ box: TensorSlice, _ shape: [Int]) -> [Int] {
    let count = shape.reduce(1, *)
    return SliceReference.numbers(box, of: (0..<count).map { Float($0) }, shape: shape)
      .map { Int($0) }
  }

  @Test(arguments: [[], [4], [0], [3, 2], [2, 1, 2], [1, 3, 1]])
  func whatTwoSlicesShareIsCopiedInRuns(_ shape: [Int]) {
    for source in boxes(shape) {
      for target in boxes(shape) {
        let (from, to) = (places(source, shape), places(target, shape))
        let common = source.intersection(target)
        #expect(places(common, shape) == from.filter { to.contains($0) })
        #expect(common.isEmpty == !source.overlaps(target) && common.lies(in: shape))
        var copied: [Int: Int] = [:]
        common.forEachRun(from: source, to: target) { own, other, count in
          for index in 0..<count { copied[to[other + index]] = from[own + index] }
        }
        #expect(copied.count == common.elementCount && copied.allSatisfy { $0.key == $0.value })
      }
    }
  }

  /// A stretch is as long as it can be: what is read costs one call a run.
  @Test func runsAreLong() {
    let part = TensorSlice(start: [1, 0, 0], extent: [2, 3, 4])
    let slab = TensorSlice(start: [1, 0, 0], extent: [3, 3, 4])
    var runs: [[Int]] = []
    part.forEachRun(from: slab, to: TensorSlice(wholeOf: [5, 3, 4])) { runs.append([$0, $1, $2]) }
    #expect(runs == [[0, 12, 24]])
  }
}
