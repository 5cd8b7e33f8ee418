import MotifCore
import MotifTensor
import MotifTestSupport
import Testing

/// The value of an exact sum: rounded once, whatever was added to what.
@Suite("Exact sum of squares") struct ExactSquareSumTests {
  private static func numbers(_ count: Int, _ name: String) -> [Float] {
    var random = CounterRandom(seed: ProofChain.baseSeed, name: "exact.\(name)")
    return (0..<count).map { _ in
      let scale = Float(sign: .plus, exponent: random.integer(below: 40), significand: 1)
      return Float(random.normal()) * scale
    }
  }

  @Test("squares that no Float can hold")
  func range() {
    let large = Tensor(repeating: 1e18, shape: [64, 64])
    // A square has 48 bits, 4096 of them are a shift.
    #expect(large.exactSquareSum.value == 4096 * (Double(Float(1e18)) * Double(Float(1e18))))
    #expect(large.exactSquareSum.value.squareRoot() == 64 * Double(Float(1e18)))
    #expect(Tensor([.leastNonzeroMagnitude, 0]).exactSquareSum.value == 0x1p-298)
    let largest = Double(Float.greatestFiniteMagnitude)
    let four = Tensor(repeating: .greatestFiniteMagnitude, shape: [2, 2])
    #expect(four.exactSquareSum.value == 4 * (largest * largest))
    #expect(Tensor([0, -0.0]).exactSquareSum == ExactSquareSum())
    #expect(ExactSquareSum().value == 0)
  }

  @Test("halves go to the even neighbour, and the smallest number decides a half")
  func rounding() {
    let large = [Float](repeating: 0x1p26, count: 2)
    func value(_ others: [Float]) -> Double { Tensor(large + others).exactSquareSum.value }
    #expect(value([]) == 0x1p53)
    #expect(value([1]) == 0x1p53)
    #expect(value([1, .leastNonzeroMagnitude]) == 0x1p53 + 2)
    #expect(value([1, 1]) == 0x1p53 + 2)
    #expect(value([1, 1, 1]) == 0x1p53 + 4)
    #expect(value([0.5, 0.5, 0.5]) == 0x1p53)
  }

  @Test("the nearest Double of sums with many digits", arguments: MatrixShape.awkwardSizes)
  func nearest(count: Int) {
    for draw in 0..<50 {
      let numbers = Self.numbers(count, "nearest.\(draw)")
      let expected = BitwiseSum(squaresOf: numbers).rounded
      #expect(Tensor(numbers).exactSquareSum.value == expected, "draw \(draw)")
    }
  }

  @Test("shards in any number and order, over limbs or values")
  func shards() {
    let numbers = Self.numbers(6720, "shards")
    let whole = Tensor(numbers).exactSquareSum
    for ranks in [1, 2, 3, 4, 5, 7, 8] {
      let size = numbers.count / ranks
      let sums = (0..<ranks).map { rank in
        Tensor(Array(numbers[rank * size..<(rank + 1) * size])).exactSquareSum
      }
      for order in [sums, sums.reversed()] {
        #expect(order.reduce(ExactSquareSum(), +) == whole, "\(ranks) ranks")
        var total = ExactSquareSum()
        for sum in order { total += sum }
        #expect(total.value == whole.value, "\(ranks) ranks")
      }
      // What an all-reduce of the limbs gives.
      let limbs = (0..<ExactSquareSum.limbCount).map { limb in
        sums.reduce(0) { $0 + $1.limbs[limb] }
      }
      #expect(ExactSquareSum(limbs: limbs) == whole, "\(ranks) ranks, limbs")
    }
  }

  @Test("infinities and NaNs survive every sum")
  func nonFinite() {
    let finite = Tensor([1, 2]).exactSquareSum
    let infinite = Tensor([1, -.infinity]).exactSquareSum
    let nan = Tensor([.nan, 3]).exactSquareSum
    #expect((finite + infinite).value == .infinity)
    #expect((infinite + nan).value.isNaN && (nan + infinite) == (infinite + nan))
    #expect((finite + nan + finite).value.isNaN)
  }
}
