import MotifKernels
import MotifTestSupport
import Testing

@Suite("Sums over an axis") struct AxisSumTests {
  struct Sizes: Sendable, CustomStringConvertible {
    let outer: Int
    let length: Int
    let inner: Int
    var description: String { "\(outer)×\(length)×\(inner)" }
    var count: Int { outer * length * inner }
  }

  /// Awkward sizes in each place; runs of 64, stripes of vectors and several chunks are crossed.
  static let sizes =
    MatrixShape.awkwardSizes.flatMap { size in
      [(size, 3, 1), (1, size, 1), (3, size, 1), (2, size, 33), (3, 5, size), (1, 65, size)]
    }.map { Sizes(outer: $0, length: $1, inner: $2) }
    + [
      Sizes(outer: 1, length: 3000, inner: 129), Sizes(outer: 3, length: 20_000, inner: 1),
      Sizes(outer: 700, length: 9, inner: 70), Sizes(outer: 5000, length: 7, inner: 1),
    ]

  private func sums<T: BinaryFloatingPoint>(
    _ a: [T], _ sizes: Sizes,
    _ kernel: (UnsafePointer<T>, Int, Int, Int, UnsafeMutablePointer<T>) -> Void
  ) -> [T] {
    var out = [T](repeating: .nan, count: sizes.outer * sizes.inner)
    out.withPointer { kernel(a, sizes.outer, sizes.length, sizes.inner, $0) }
    return out
  }

  @Test("vectorised against reference", arguments: sizes)
  func precision(sizes: Sizes) {
    expectTwins(shape: [sizes.outer * sizes.inner, sizes.length]) { seed in
      let a = randomNumbers(sizes.count, "axis.\(sizes)", seed: seed)
      let double = sums(a.doubles, sizes) {
        Reference.sumAxis($0, outer: $1, length: $2, inner: $3, out: $4)
      }
      let magnitude = sums(a.doubles.map(abs), sizes) {
        Reference.sumAxis($0, outer: $1, length: $2, inner: $3, out: $4)
      }
      return [
        Twin(
          "sum",
          sums(a, sizes) {
            Vectorized.sumAxis($0, outer: $1, length: $2, inner: $3, out: $4)
          },
          float: sums(a, sizes) {
            Reference.sumAxis($0, outer: $1, length: $2, inner: $3, out: $4)
          }, double: double, magnitude: magnitude.max() ?? 0)
      ]
    }
  }

  @Test("repeats are copies, and nothing beyond them is written", arguments: sizes)
  func repeats(sizes: Sizes) {
    let a = randomNumbers(sizes.outer * sizes.inner, "axis.repeat.\(sizes)")
    var fast = [Float](repeating: 42, count: sizes.count + 16)
    var slow = fast
    Vectorized.repeatAxis(
      a, outer: sizes.outer, copies: sizes.length, inner: sizes.inner, out: &fast)
    Reference.repeatAxis(
      a, outer: sizes.outer, copies: sizes.length, inner: sizes.inner, out: &slow)
    #expect(fast == slow && fast[sizes.count...].allSatisfy { $0 == 42 })
  }

  @Test("each is the gradient of the other", arguments: [(3, 5, 4), (2, 7, 1), (1, 3, 33)])
  func gradient(outer: Int, length: Int, inner: Int) {
    let sizes = Sizes(outer: outer, length: length, inner: inner)
    let x = randomNumbers(sizes.count, "axis.x").doubles
    let dy = randomNumbers(outer * inner, "axis.dy").doubles
    var dx = [Double](repeating: .nan, count: sizes.count)
    Reference.repeatAxis(dy, outer: outer, copies: length, inner: inner, out: &dx)
    let sum = ProofChain.gradient("sum", dx, at: x, shape: [outer, length, inner]) { x in
      Reference.dot(
        sums(x, sizes) { Reference.sumAxis($0, outer: $1, length: $2, inner: $3, out: $4) }, dy,
        count: outer * inner)
    }
    #expect(sum.matches, "\(sum)")
    let gradient = sums(x, sizes) {
      Reference.sumAxis($0, outer: $1, length: $2, inner: $3, out: $4)
    }
    let repeated = ProofChain.gradient("repeat", gradient, at: dy) { y in
      var copies = [Double](repeating: .nan, count: sizes.count)
      Reference.repeatAxis(y, outer: outer, copies: length, inner: inner, out: &copies)
      return Reference.dot(copies, x, count: sizes.count)
    }
    #expect(repeated.matches, "\(repeated)")
  }

  @Test("whole numbers are summed exactly, empty axes to zero")
  func exact() {
    let sizes = Sizes(outer: 2, length: 1000, inner: 70)
    let a = randomIntegers(sizes.count, below: 9, "axis.whole").map { Float($0) - 4 }
    let exact = sums(a.doubles, sizes) {
      Reference.sumAxis($0, outer: $1, length: $2, inner: $3, out: $4)
    }
    let fast = sums(a, sizes) {
      Vectorized.sumAxis($0, outer: $1, length: $2, inner: $3, out: $4)
    }
    #expect(fast.doubles == exact)
    for inner in [1, 3, 70] {
      var out = [Float](repeating: .nan, count: 2 * inner)
      Vectorized.sumAxis(a, outer: 2, length: 0, inner: inner, out: &out)
      #expect(out.allSatisfy { $0 == 0 })
    }
  }

  @Test("bits do not depend on the number of threads")
  func threads() {
    for (outer, length, inner) in [(1, 500, 1000), (300, 400, 1)] {
      let sizes = Sizes(outer: outer, length: length, inner: inner)
      let a = randomNumbers(sizes.count, "axis.threads")
      let results = withThreadCounts([1, 2, 3]) { _ in
        sums(a, sizes) { Vectorized.sumAxis($0, outer: $1, length: $2, inner: $3, out: $4) }
      }
      for result in results { expectSameBits("threads", result, results[0]) }
    }
  }
}
