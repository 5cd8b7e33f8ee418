import MotifKernels

/// The exact sum of squares of the gradient norm: one read a number.
struct SquareSumBench: BenchGroup {
  let name = "square-sum"

  func cases() -> [BenchCase] { [1 << 16, 1 << 20, 10_600_000].map(sum) }

  private func sum(_ count: Int) -> BenchCase {
    BenchCase(name: "\(count)", work: .traffic(4 * Double(count))) {
      let numbers = BenchBuffer(count)
      var limbs = [Int64](repeating: 0, count: SquareSumLimbs.count)
      return { Vectorized.addExactSquares(numbers.pointer, count: count, to: &limbs) }
    }
  }
}
