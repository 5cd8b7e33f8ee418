internal import Foundation

/// A counter-based random generator (Philox 4×32, 10 rounds), keyed by a seed and a name.
///
/// Number i of a stream is a pure function of (seed, name, i): streams of different names never
/// interact, any part of a stream can be made without the rest, and the whole state is one counter.
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
public struct CounterRandom: RandomNumberGenerator, Sendable, Equatable, Codable {
  private let key: UInt64
  private let stream: UInt64
  /// How many 64-bit numbers have been drawn; set it to continue elsewhere in the stream.
  public var position: UInt64

  /// The stream of `name` under `seed`, from its start.
  public init(seed: UInt64, name: String) {
    key = seed
    stream = Self.hash(name)
    position = 0
  }

  /// The next 64 uniformly distributed bits.
  public mutating func next() -> UInt64 {
    // After all 2⁶⁴ numbers it begins again; only a damaged position comes there.
    defer { position &+= 1 }
    let block = Self.philox(key: key, stream: stream, counter: position >> 1)
    return position & 1 == 0 ? block.0 : block.1
  }

  /// A number in [0, 1) with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An integer in 0 ..< bound; `bound` must be positive.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "integer(below: \(bound)) has no possible value")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number from the standard normal distribution (Box–Muller, two draws).
  public mutating func normal() -> Double {
    let radius = (-2 * Foundation.log(1 - uniform())).squareRoot()
    return radius * Foundation.cos(2 * Double.pi * uniform())
  }

  /// A normal number redrawn until it lies within ± `bound` standard deviations.
  ///
  /// `bound` must be positive; a draw is kept with the probability that a normal number has there.
  public mutating func truncatedNormal(bound: Double) -> Double {
    precondition(bound > 0, "truncatedNormal(bound: \(bound)) has no possible value")
    while true {
      let value = normal()
      if abs(value) <= bound { return value }
    }
  }

  /// FNV-1a, 64 bits: stable across runs and platforms, unlike `Hasher`.
  public static func hash(_ text: String) -> UInt64 {
    var hash = FNV1a()
    hash.add(bytes: text.utf8)
    return hash.value
  }

  /// One block of Philox 4×32-10: the counter is (counter, stream), low words first.
  package static func philox(
    key: UInt64, stream: UInt64, counter: UInt64
  ) -> (UInt64, UInt64) {
    var c0 = UInt32(truncatingIfNeeded: counter)
    var c1 = UInt32(truncatingIfNeeded: counter >> 32)
    var c2 = UInt32(truncatingIfNeeded: stream)
    var c3 = UInt32(truncatingIfNeeded: stream >> 32)
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let p0 = UInt64(c0) * 0xD251_1F53
      let p1 = UInt64(c2) * 0xCD9E_8D57
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: p0)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (UInt64(c0) | UInt64(c1) << 32, UInt64(c2) | UInt64(c3) << 32)
  }
}
