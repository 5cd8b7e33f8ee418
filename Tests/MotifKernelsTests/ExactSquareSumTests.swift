import MotifCore
import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

/// The sum of squares that no order, split or instruction set changes, bit by bit.
@Suite("ExactSquareSum") struct ExactSquareSumTests {
  /// How the magnitudes of numbers are spread.
  enum Spread: String, CaseIterable, Sendable {
    case ones, normal, decades, subnormal, sparse, everything, largest, smallest

    func numbers(_ count: Int) -> [Float] {
      var random = CounterRandom(seed: ProofChain.baseSeed, name: "exact.\(rawValue)")
      func sign() -> Float { random.uniform() < 0.5 ? -1 : 1 }
      func power(_ exponent: Int) -> Float {
        Float(sign: .plus, exponent: exponent, significand: 1)
      }
      return (0..<count).map { index in
        switch self {
        case .ones: 1
        case .normal: Float(1e-3 * random.normal())
        // Three to five levels.
        case .decades: Float(random.normal()) * power(-index % 47)
        case .subnormal: sign() * Float(bitPattern: UInt32(random.integer(below: 1 << 23)))
        case .sparse: random.integer(below: 9) == 0 ? Float(random.normal()) : 0 * sign()
        // Every finite bit pattern, so that a block has all exponents.
        case .everything: sign() * Float(bitPattern: UInt32(random.integer(below: 0x7F80_0000)))
        // The sums of a block in Int64 come closest to their bound.
        case .largest: .greatestFiniteMagnitude * sign()
        case .smallest: .leastNonzeroMagnitude * sign()
        }
      }
    }
  }

  private static func vectorized(_ numbers: [Float]) -> [Int64] {
    var limbs = [Int64](repeating: 0, count: SquareSumLimbs.count)
    Vectorized.addExactSquares(numbers, count: numbers.count, to: &limbs)
    return limbs
  }

  private static func reference(_ numbers: [Float]) -> [Int64] {
    var limbs = [Int64](repeating: 0, count: SquareSumLimbs.count)
    Reference.addExactSquares(numbers, count: numbers.count, to: &limbs)
    return limbs
  }

  /// Around vectors, steps and blocks.
  static let counts = MatrixShape.awkwardSizes + [15, 16, 17, 2047, 2048, 2049, 4096, 10_007]

  @Test("reference against schoolbook binary, vectors against both", arguments: Spread.allCases)
  func sums(spread: Spread) {
    for count in Self.counts {
      let numbers = spread.numbers(count)
      let expected = BitwiseSum(squaresOf: numbers).digits + [0, 0]
      #expect(Self.reference(numbers) == expected, "reference, \(count) numbers")
      #expect(Self.vectorized(numbers) == expected, "vectorised, \(count) numbers")
    }
  }

  @Test("every exponent alone and beside every other one")
  func exponents() {
    let numbers = (0..<255).map { Float(bitPattern: UInt32($0) << 23 | 0x7F_FFFF) }
    for a in numbers {
      #expect(Self.vectorized([a]) == BitwiseSum(squaresOf: [a]).digits + [0, 0], "\(a)")
      let wrong = numbers.filter { Self.vectorized([a, $0]) != Self.reference([a, $0]) }
      #expect(wrong.isEmpty, "\(a) and each of \(wrong)")
    }
  }

  @Test("an array cut in two at any place", arguments: Spread.allCases)
  func cuts(spread: Spread) {
    let numbers = spread.numbers(97) + [0, .infinity, 1, .nan]
    let whole = Self.vectorized(numbers)
    for cut in 0...numbers.count {
      var limbs = Self.vectorized(Array(numbers[cut...]))
      numbers.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        Vectorized.addExactSquares(base, count: cut, to: &limbs)
      }
      #expect(limbs == whole, "cut at \(cut)")
    }
  }

  @Test("pieces of any size, in any order, merged in any order", arguments: Spread.allCases)
  func partitions(spread: Spread) {
    var random = CounterRandom(seed: ProofChain.baseSeed, name: "exact.partitions")
    var numbers = spread.numbers(10_007)
    numbers[5000] = -.infinity
    let whole = Self.vectorized(numbers)
    for _ in 0..<8 {
      for index in numbers.indices.reversed() {
        numbers.swapAt(index, random.integer(below: index + 1))
      }
      var limbs = [Int64](repeating: 0, count: SquareSumLimbs.count)
      var start = 0
      while start < numbers.count {
        let end = min(numbers.count, start + 1 + random.integer(below: 3000))
        for (limb, value) in Self.vectorized(Array(numbers[start..<end])).enumerated() {
          limbs[limb] += value
        }
        start = end
      }
      SquareSumLimbs.carry(&limbs)
      #expect(limbs == whole)
    }
  }

  @Test("numbers that are not finite are counted and change nothing else")
  func nonFinite() {
    for count in Self.counts {
      var numbers = Spread.normal.numbers(count)
      let places = Set([0, count / 3, count / 2, count - 1])
      for (index, place) in places.enumerated() {
        numbers[place] = [.infinity, .nan, -.infinity, .signalingNaN][index]
      }
      let finite = numbers.filter(\.isFinite)
      let nans = Int64(numbers.filter(\.isNaN).count)
      let expected = BitwiseSum(squaresOf: finite).digits + [Int64(places.count) - nans, nans]
      #expect(Self.vectorized(numbers) == expected, "\(count) numbers")
      #expect(Self.reference(numbers) == expected, "\(count) numbers, reference")
    }
  }

  @Test("zeros and no numbers at all leave the sum as it was")
  func nothing() {
    let before = Self.vectorized([3, 4])
    for numbers in [[], [0], [Float](repeating: -0.0, count: 5000)] as [[Float]] {
      var limbs = before
      Vectorized.addExactSquares(numbers, count: numbers.count, to: &limbs)
      #expect(limbs == before, "\(numbers.count) zeros")
    }
  }

  @Test("the same bits on any number of threads", arguments: [Spread.normal, .everything])
  func threads(spread: Spread) {
    let numbers = spread.numbers(400_003)
    let expected = Self.reference(numbers)
    // Another test may hold the pool, so each count is tried repeatedly.
    withThreadCounts([1, 2, 5]) { count in
      for _ in 0..<10 { #expect(Self.vectorized(numbers) == expected, "\(count) threads") }
    }
  }

  @Test("digits keep room for the sums of many ranks")
  func ranks() {
    let one = Self.vectorized(Spread.largest.numbers(2048))
    var limbs = one.map { $0 * 1 << 30 }
    SquareSumLimbs.carry(&limbs)
    // 2048 · 2³⁰ squares of (2²⁴ − 1)² · 2²⁰⁸: the square of one number, 41 bits further up.
    let square = BitwiseSum(squaresOf: [.greatestFiniteMagnitude]).bits
    let expected = [Bool](repeating: false, count: 41) + square.dropLast(41)
    let bits = (0..<SquareSumLimbs.digitCount * SquareSumLimbs.digitBits).map {
      limbs[$0 / SquareSumLimbs.digitBits] >> ($0 % SquareSumLimbs.digitBits) & 1 == 1
    }
    #expect(bits == expected)
  }
}
