import MotifKernels
import MotifTestSupport
import Testing

@Suite("Arithmetic") struct ArithmeticTests {
  @Test("every operation against its reference", arguments: ElementwiseTests.counts)
  func precision(count: Int) {
    expectTwins(shape: [count]) { seed in
      let a = randomNumbers(count, "arithmetic.a", seed: seed)
      let b = Self.divisors(count, seed)
      let dy = randomNumbers(count, "arithmetic.dy", seed: seed)
      var fast = [Float](repeating: .nan, count: count)
      var (float, double) = (fast, fast.doubles)
      var twins: [Twin] = []
      let (wideA, wideB) = (a.doubles, b.doubles)

      Vectorized.divide(a, by: b, scale: 0.5, count: count, out: &fast)
      Reference.divide(a, by: b, scale: 0.5, count: count, out: &float)
      Reference.divide(wideA, by: wideB, scale: 0.5, count: count, out: &double)
      twins.append(Twin("a / b", fast, float: float, double: double))

      Vectorized.divide(3, by: b, count: count, out: &fast)
      Reference.divide(3, by: b, count: count, out: &float)
      Reference.divide(3, by: wideB, count: count, out: &double)
      twins.append(Twin("3 / b", fast, float: float, double: double))

      Vectorized.divide(a, by: 3, count: count, out: &fast)
      Reference.divide(a, by: 3, count: count, out: &float)
      Reference.divide(wideA, by: 3, count: count, out: &double)
      twins.append(Twin("a / 3", fast, float: float, double: double))

      Vectorized.divisorBackward(y: a, b: b, dy: dy, count: count, db: &fast)
      Reference.divisorBackward(y: a, b: b, dy: dy, count: count, db: &float)
      Reference.divisorBackward(y: wideA, b: wideB, dy: dy.doubles, count: count, db: &double)
      twins.append(Twin("db", fast, float: float, double: double))

      Vectorized.affine(a, scale: -1, shift: 0.7, count: count, out: &fast)
      Reference.affine(a, scale: -1, shift: 0.7, count: count, out: &float)
      Reference.affine(wideA, scale: -1, shift: Double(Float(0.7)), count: count, out: &double)
      twins.append(Twin("0.7 − a", fast, float: float, double: double))
      return twins
    }
  }

  @Test("gradients of a quotient against central differences", arguments: MatrixShape.awkwardSizes)
  func gradient(count: Int) {
    let a = randomNumbers(count, "arithmetic.a").doubles
    let b = Self.divisors(count, ProofChain.baseSeed).doubles
    let dy = randomNumbers(count, "arithmetic.dy").doubles
    var (y, da, db) = (a, a, a)
    Reference.divide(a, by: b, count: count, out: &y)
    Reference.divide(dy, by: b, count: count, out: &da)
    Reference.divisorBackward(y: y, b: b, dy: dy, count: count, db: &db)
    func loss(_ a: [Double], _ b: [Double]) -> Double {
      var y = a
      Reference.divide(a, by: b, count: count, out: &y)
      return Reference.dot(y, dy, count: count)
    }
    for link in [
      ProofChain.gradient("da", da, at: a, shape: [count]) { loss($0, b) },
      ProofChain.gradient("db", db, at: b, shape: [count]) { loss(a, $0) },
    ] {
      #expect(link.matches, "\(link)")
    }
  }

  @Test(
    "outputs may lie on their inputs, nothing beyond count is written", arguments: [33, 40_000])
  func inPlace(count: Int) {
    let (a, b) = (randomNumbers(count, "arithmetic.a"), Self.divisors(count, ProofChain.baseSeed))
    typealias Kernel = (
      UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>
    ) -> Void
    func check(_ name: String, _ kernel: Kernel) {
      var apart = [Float](repeating: 42, count: count + 16)
      kernel(a, b, &apart)
      #expect(apart[count...].allSatisfy { $0 == 42 })
      var (onA, onB) = (a, b)
      onA.withPointer { kernel($0, b, $0) }
      onB.withPointer { kernel(a, $0, $0) }
      expectSameBits("\(name) on a", onA, Array(apart[..<count]))
      expectSameBits("\(name) on b", onB, Array(apart[..<count]))
    }
    check("a / b") { Vectorized.divide($0, by: $1, count: count, out: $2) }
    check("db") { Vectorized.divisorBackward(y: $0, b: $1, dy: b, count: count, db: $2) }
    check("3 / b") { _, b, out in Vectorized.divide(3, by: b, count: count, out: out) }
    check("a / 3") { a, _, out in Vectorized.divide(a, by: 3, count: count, out: out) }
    check("2 a + 3") { a, _, out in
      Vectorized.affine(a, scale: 2, shift: 3, count: count, out: out)
    }
  }

  /// Numbers of both signs, none near zero.
  private static func divisors(_ count: Int, _ seed: UInt64) -> [Float] {
    randomNumbers(count, "arithmetic.b", seed: seed).map { $0 + ($0 < 0 ? -0.5 : 0.5) }
  }
}
