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
    #expect(!ProofChain.both("b", float, float: [1, -3.001, 0.1], double: double)[0].matches)
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
    #expect(ProofChain.both("b", float, float: float, double: double).count == 2)
  }

  @Test("seeded numbers repeat, differ by name, and do not depend on the count")
  func seededNumbers() {
    let a = randomNumbers(100, "a")
    #expect(a == randomNumbers(100, "a"))
    #expect(a != randomNumbers(100, "b"))
    #expect(Array(a.prefix(10)) == randomNumbers(10, "a"))
    #expect(Set(a).count > 90)
    let ids = randomIntegers(1000, below: 7, "ids")
    #expect(Set(ids) == Set(0..<7))
    #expect(numbers(a, as: Double.self) == a.doubles)
    #expect(MatrixShape.awkward.count == 81)
  }

}
