import MotifTestSupport
import Testing

@Suite("ProofChain can fail") struct ProofChainTests {
  private let double = [1.0, -3.0, 0.1]
  private let float: [Float] = [1, -3, 0.1]

  @Test("a right gradient passes, one with a planted bug does not")
  func gradient() {
    let point = [0.5, -1.5, 2]
    let cubes = { (x: [Double]) in x.reduce(0) { $0 + $1 * $1 * $1 } }
    let right = point.map { 3 * $0 * $0 }
    #expect(ProofChain.gradient("g", right, at: point, of: cubes).matches)
    for index in right.indices {
      var wrong = right
      wrong[index] *= 1 + 1e-4
      #expect(!ProofChain.gradient("g", wrong, at: point, of: cubes).matches)
      wrong[index] = -right[index]
      #expect(!ProofChain.gradient("g", wrong, at: point, of: cubes).matches)
      wrong[index] = .nan
      #expect(!ProofChain.gradient("g", wrong, at: point, of: cubes).matches)
    }
    #expect(!ProofChain.gradient("g", Array(right.dropLast()), at: point, of: cubes).matches)
    #expect(!ProofChain.gradient("g", [], at: [], of: { _ in 0 }).matches)
  }

  @Test("a forgotten term of size 1e-5 shows against central differences")
  func forgottenTerm() {
    let point = [1.0, 2.0]
    let loss = { (x: [Double]) in x[0] * x[1] + 1e-5 * x[1] }
    #expect(ProofChain.gradient("g", [2, 1 + 1e-5], at: point, of: loss).matches)
    #expect(!ProofChain.gradient("g", [2, 1], at: point, of: loss).matches)
  }

  @Test("the vectorised kernel may be one ulp of the largest number off where Float is exact")
  func oneUlp() {
    let exact: [Float] = [1, -3, 0.5]
    func matches(_ vectorized: [Float]) -> Bool {
      ProofChain.vectorized("v", vectorized, float: exact, double: exact.doubles).matches
    }
    let ulp = Float(3).ulp
    #expect(matches(exact))
    #expect(matches([1 + ulp, -3, 0.5]))
    #expect(!matches([1 + 2 * ulp, -3, 0.5]))
    #expect(!matches([1, -3, 0.5 + 2 * ulp]))
  }

  @Test("where terms cancel, an ulp of the terms is allowed, no more")
  func cancellation() {
    let rest: [Float] = [0x1p-30]
    func matches(_ value: Float, magnitude: Double) -> Bool {
      ProofChain.vectorized(
        "v", [value], float: rest, double: rest.doubles, magnitude: magnitude
      ).matches
    }
    #expect(matches(rest[0] + 0x1p-23, magnitude: 1))
    #expect(!matches(rest[0] + 0x1.1p-23, magnitude: 1))
    #expect(!matches(rest[0] + 0x1p-23, magnitude: 0))
    #expect(!matches(rest[0], magnitude: .nan) && !matches(rest[0], magnitude: .infinity))
  }

  @Test("four times the error of the Float reference is allowed, no more")
  func fourTimes() {
    let error: Float = 0x1p-10
    let reference: [Float] = [1 + error, -3, 0.5]
    func matches(_ vectorized: [Float]) -> Bool {
      ProofChain.vectorized("v", vectorized, float: reference, double: [1, -3, 0.5]).matches
    }
    #expect(matches([1, -3 - 4 * error, 0.5]))
    #expect(!matches([1, -3 - 4.01 * error, 0.5]))
  }

  @Test("a reference in Float that has lost its digits is caught by link 2")
  func poorReference() {
    #expect(ProofChain.reference("r", float: float, double: double).matches)
    #expect(!ProofChain.reference("r", float: [1, -3.001, 0.1], double: double).matches)
  }

  @Test("NaN and infinity in any of the three never match", arguments: [Float.nan, .infinity])
  func nonFinite(value: Float) {
    let planted: [Float] = [1, value, 0.1]
    #expect(!ProofChain.vectorized("v", planted, float: float, double: double).matches)
    #expect(!ProofChain.vectorized("v", float, float: planted, double: double).matches)
    #expect(!ProofChain.vectorized("v", float, float: float, double: planted.doubles).matches)
    #expect(
      !ProofChain.vectorized("v", planted, float: planted, double: planted.doubles).matches)
    #expect(!ProofChain.reference("r", float: planted, double: double).matches)
  }

  @Test("wrong lengths and empty lists never match")
  func lengths() {
    let short = Array(float.dropLast())
    #expect(!ProofChain.vectorized("v", short, float: float, double: double).matches)
    #expect(!ProofChain.vectorized("v", float, float: short, double: double).matches)
    #expect(
      !ProofChain.vectorized("v", short, float: short, double: double).matches)
    #expect(!ProofChain.vectorized("v", [], float: [], double: []).matches)
  }

  /// The links of a kernel that sums `count` numbers in four lanes, or of one with a bug.
  private func links(count: Int, bug: (_ x: [Float], _ seed: UInt64) -> Float) -> [Bool] {
    ProofChain.links(shape: [count]) { seed in
      let x = randomNumbers(count, "planted", seed: seed)
      var lanes = SIMD4<Float>()
      for (i, value) in x.enumerated() { lanes[i % 4] += value }
      let double = x.doubles.reduce(0, +)
      let magnitude = x.doubles.reduce(0) { $0 + abs($1) }
      return [
        Twin(
          "sum", [lanes.sum() + bug(x, seed)], float: [x.reduce(0, +)], double: [double],
          magnitude: magnitude)
      ]
    }.map(\.matches)
  }

  @Test("over several seeds a right kernel passes", arguments: [1, 7, 9, 33, 257])
  func severalSeeds(count: Int) {
    #expect(links(count: count) { _, _ in 0 } == [true, true])
  }

  @Test("over several seeds a planted bug is caught", arguments: [7, 9, 33, 257])
  func plantedKernelBugs(count: Int) {
    let (first, last) = (ProofChain.baseSeed, ProofChain.baseSeed + 4)
    #expect(links(count: count) { x, _ in -x[count - 1] } == [true, false], "a lost tail")
    #expect(links(count: count) { x, _ in x[0] * 1e-4 } == [true, false], "a poor constant")
    #expect(
      links(count: count) { x, seed in seed == last ? x[0] : 0 } == [true, false],
      "a bug that one draw shows")
    #expect(links(count: count) { _, seed in seed == first ? .nan : 0 } == [true, false])
    #expect(
      links(count: count) { x, _ in Float(count) * 20 * x[0].ulp } == [true, false],
      "rounding errors twenty times a sum's")
  }

  @Test("a lucky draw, where the reference in Float is exact, does not decide")
  func luckyDraw() {
    func verdict(seeds: [UInt64]) -> Bool {
      ProofChain.links(shape: [1], seeds: seeds) { seed in
        let error: Float = seed == 0 ? 0 : 3 * Float(1).ulp
        return [Twin("x", [1 + 3 * Float(1).ulp], float: [1 + error], double: [1])]
      }.allSatisfy(\.matches)
    }
    #expect(!verdict(seeds: [0]) && verdict(seeds: [0, 1]))
  }

  @Test("link 2 is asked for unless every draw declines, and sees every draw")
  func referenceOverSeeds() {
    func links(poorSeed: UInt64, proves: Bool) -> [Bool] {
      ProofChain.links(shape: [2]) { seed in
        let poor: Float = seed == poorSeed ? 1.001 : 1
        return [
          Twin("x", [poor, 2], float: [poor, 2], double: [1, 2], provesReference: proves)
        ]
      }.map(\.matches)
    }
    #expect(links(poorSeed: ProofChain.baseSeed + 31, proves: true) == [false, true])
    #expect(links(poorSeed: ProofChain.baseSeed + 31, proves: false) == [true])
    #expect(links(poorSeed: 0, proves: true) == [true, true])
  }

  @Test("seeded numbers repeat, differ by name, and do not depend on the count")
  func seededNumbers() {
    let a = randomNumbers(100, "a")
    #expect(a == randomNumbers(100, "a"))
    #expect(a != randomNumbers(100, "b"))
    #expect(a != randomNumbers(100, "a", seed: ProofChain.baseSeed + 1))
    let seeds = ProofChain.seeds(numbers: 1000)
    #expect(Set(seeds).count == 5 && seeds[0] == ProofChain.baseSeed)
    #expect(ProofChain.seeds(numbers: 1).count == 64 && ProofChain.seeds(numbers: 9).count == 8)
    #expect(uniformNumbers(100, "a").allSatisfy { $0 >= -1 && $0 < 1 })
    #expect(Array(a.prefix(10)) == randomNumbers(10, "a"))
    #expect(Set(a).count > 90)
    let ids = randomIntegers(1000, below: 7, "ids")
    #expect(Set(ids) == Set(0..<7))
    #expect(numbers(a, as: Double.self) == a.doubles)
    #expect(MatrixShape.awkward.count == 81)
  }

}
