import MotifKernels
import MotifTestSupport
import Testing

/// Kernels that only move numbers: every one must arrive, and nothing else be touched.
@Suite("Layout") struct LayoutTests {
  /// Source sizes and the order of their axes in the result.
  static let permutations: [([Int], [Int])] =
    MatrixShape.awkwardSizes.flatMap { size in
      [([size, 33], [1, 0]), ([17, size], [1, 0]), ([3, size, 8], [0, 2, 1])]
    } + [
      ([2, 5, 3, 4], [0, 2, 1, 3]), ([2, 5, 3, 4], [3, 2, 1, 0]), ([2, 5, 3, 4], [1, 3, 0, 2]),
      ([2, 17, 3, 33], [3, 0, 2, 1]), ([4, 1, 5], [2, 1, 0]), ([5, 3, 1], [1, 2, 0]),
      ([5, 3, 1], [1, 0, 2]), ([1, 1], [1, 0]), ([7], [0]), ([], []), ([3, 4, 5], [0, 1, 2]),
      ([0, 4], [1, 0]), ([300, 257], [1, 0]), ([2, 64, 128, 16], [0, 2, 1, 3]),
    ]

  @Test("permutation against its reference", arguments: permutations)
  func permute(sizes: [Int], axes: [Int]) {
    let count = sizes.reduce(1, *)
    let a = (0..<max(1, count)).map(Float.init)
    let permutation = AxisPermutation(source: sizes, axes: axes)
    var fast = [Float](repeating: -1, count: count + 16)
    var slow = fast
    Vectorized.permute(a, permutation, out: &fast)
    Reference.permute(a, permutation, out: &slow)
    #expect(fast == slow, "\(sizes) in the order \(axes)")
    #expect(fast[count...].allSatisfy { $0 == -1 } && Set(fast[..<count]).count == count)
  }

  @Test("the reference puts element [i, j, k] where the axes say")
  func reference() {
    let (sizes, axes) = ([2, 3, 4], [2, 0, 1])
    let a = (0..<24).map(Double.init)
    var out = [Double](repeating: -1, count: 24)
    Reference.permute(a, AxisPermutation(source: sizes, axes: axes), out: &out)
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 { #expect(out[(k * 2 + i) * 3 + j] == a[(i * 3 + j) * 4 + k]) }
      }
    }
  }

  @Test("blocks against their reference", arguments: [1, 7, 33, 257, 70_000], [1, 3, 65])
  func blocks(length: Int, count: Int) {
    let (stride, outStride) = (length + 2, length + 5)
    let a = randomNumbers(stride * count, "blocks.a")
    let old = randomNumbers(outStride * count, "blocks.out")
    for accumulate in [false, true] {
      var (fast, slow) = (old, old)
      Vectorized.copyBlocks(
        a, stride: stride, count: count, length: length, out: &fast, outStride: outStride,
        accumulate: accumulate)
      Reference.copyBlocks(
        a, stride: stride, count: count, length: length, out: &slow, outStride: outStride,
        accumulate: accumulate)
      expectSameBits("blocks", fast, slow)
      #expect(fast[0] == (accumulate ? old[0] + a[0] : a[0]) && fast[length] == old[length])
    }
  }
}
