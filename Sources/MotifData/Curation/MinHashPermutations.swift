internal import MotifCore

/// The functions h(x) = (a x + b) mod (2⁶¹ − 1) whose minima over a text's shingles are its signature.
///
/// The share of rows in which two signatures agree estimates the Jaccard similarity of the shingles
/// (Broder, "On the resemblance and containment of documents", 1997). Products have 122 bits and are
/// exact.
package struct MinHashPermutations: Sendable, Equatable {
  /// 2⁶¹ − 1, a prime; also the signature's value where there is no shingle.
  package static let modulus: UInt64 = 1 << 61 - 1
  /// The factors a, each in 1 ..< modulus.
  package let factors: [UInt64]
  /// The summands b, each in 0 ..< modulus.
  package let summands: [UInt64]

  /// How many functions there are: the rows of a signature.
  package var count: Int { factors.count }

  /// Given functions.
  package init(factors: [UInt64], summands: [UInt64]) {
    precondition(factors.count == summands.count, "each function has a factor and a summand")
    self.factors = factors
    self.summands = summands
  }

  /// `count` functions drawn under `seed`.
  package init(count: Int = 128, seed: UInt64 = 1) {
    var random = CounterRandom(seed: seed, name: "minhash permutations")
    let largest = Int(Self.modulus)
    factors = (0..<count).map { _ in UInt64(1 + random.integer(below: largest - 1)) }
    summands = (0..<count).map { _ in UInt64(random.integer(below: largest)) }
  }

  /// For each function its least value over `hashes`, which lie below the modulus.
  ///
  /// Cost: one full product and a few additions for each hash and function.
  package func signature(of hashes: [UInt64]) -> [UInt64] {
    var result = [UInt64](repeating: Self.modulus, count: count)
    result.withUnsafeMutableBufferPointer { least in
      factors.withUnsafeBufferPointer { a in
        summands.withUnsafeBufferPointer { b in
          for hash in hashes {
            for row in 0..<least.count {
              least[row] = min(least[row], Self.value(a[row], hash, b[row]))
            }
          }
        }
      }
    }
    return result
  }

  /// (a x + b) mod (2⁶¹ − 1), for numbers below it.
  @inline(__always)
  static func value(_ a: UInt64, _ x: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: x)
    // 2⁶¹ is 1 here, so what lies above bit 61 is added to what lies below it; below 2⁶³ with b.
    let sum = product.low & modulus &+ (product.low &>> 61 | product.high &<< 3) &+ b
    let folded = sum & modulus &+ sum &>> 61
    return folded >= modulus ? folded &- modulus : folded
  }

  /// In how many rows two signatures agree.
  package static func equalRows(_ a: some Sequence<UInt64>, _ b: some Sequence<UInt64>) -> Int {
    zip(a, b).count { $0 == $1 }
  }
}
