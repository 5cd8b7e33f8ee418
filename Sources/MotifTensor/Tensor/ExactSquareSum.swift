internal import MotifKernels

/// Σ x² over Float32 numbers without rounding: the same however they are cut, ordered and shared out.
///
/// Sums over tensors, shards or ranks are added as whole numbers, so their order does not matter;
/// ``value`` rounds once. Numbers that are not finite are counted beside the sum. Over ranks, the
/// ``limbs`` are summed element by element as Int64.
package struct ExactSquareSum: Sendable, Equatable {
  /// The sum in fixed point, then the counts of infinities and NaNs, as ``SquareSumLimbs`` says.
  ///
  /// Equal sums have equal limbs.
  package private(set) var limbs: [Int64]

  /// The length of ``limbs``.
  package static let limbCount = SquareSumLimbs.count

  /// The sum over no numbers.
  package init() { limbs = [Int64](repeating: 0, count: Self.limbCount) }

  /// The sum of up to 2³¹ sums, given the sums of their limbs.
  ///
  /// - Precondition: there are ``limbCount`` limbs.
  package init(limbs: [Int64]) {
    precondition(
      limbs.count == Self.limbCount,
      "\(limbs.count) limbs are not those of a sum, which has \(Self.limbCount)")
    self.limbs = limbs
    self.limbs.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { SquareSumLimbs.carry(base) }
    }
  }

  /// Adds the squares of all elements.
  ///
  /// O(count), one pass over memory.
  package mutating func add(squaresOf tensor: Tensor) {
    limbs.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      tensor.withUnsafePointer { Vectorized.addExactSquares($0, count: tensor.count, to: base) }
    }
  }

  /// The sum over the numbers of both.
  package static func + (a: ExactSquareSum, b: ExactSquareSum) -> ExactSquareSum {
    ExactSquareSum(limbs: zip(a.limbs, b.limbs).map { $0 + $1 })
  }

  /// The sum over the numbers of both, in place.
  package static func += (a: inout ExactSquareSum, b: ExactSquareSum) { a = a + b }

  /// The Double nearest to the sum, the even one of two; NaN or infinite when a number was.
  ///
  /// It neither overflows nor underflows: a sum is 0, or from 2⁻²⁹⁸ to 2³⁴².
  package var value: Double {
    if limbs[SquareSumLimbs.nans] > 0 { return .nan }
    if limbs[SquareSumLimbs.infinities] > 0 { return .infinity }
    let digits = limbs[..<SquareSumLimbs.digitCount]
    guard let top = digits.lastIndex(where: { $0 != 0 }) else { return 0 }
    // Three digits from the first that is not zero have 65 bits or more.
    var window: UInt128 = 0
    for index in stride(from: top, through: top - 2, by: -1) {
      window = window << 32 | (index >= 0 ? UInt128(digits[index]) : 0)
    }
    // Of the 64 leading bits 11 are rounded away; the last one stands for all that follow.
    let shift = 64 - window.leadingZeroBitCount
    var leading = UInt64(truncatingIfNeeded: window >> shift)
    let isWhole = UInt128(leading) << shift == window
    if !isWhole || digits.prefix(max(0, top - 2)).contains(where: { $0 != 0 }) { leading |= 1 }
    let exponent = SquareSumLimbs.lowestExponent + SquareSumLimbs.digitBits * (top - 2) + shift
    return Double(sign: .plus, exponent: exponent, significand: Double(leading))
  }
}

extension Tensor {
  /// Σ x² without rounding.
  ///
  /// O(count), one pass over memory.
  package var exactSquareSum: ExactSquareSum {
    var sum = ExactSquareSum()
    sum.add(squaresOf: self)
    return sum
  }
}
