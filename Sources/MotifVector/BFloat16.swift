import Builtin

#if MOTIF_AVX512
  /// The bits of the lanes of ``Vector``.
  public typealias VectorBits = SIMD16<UInt32>
  /// The bits of two vectors of bfloat16 numbers, or of one of Floats in halves.
  public typealias VectorHalves = SIMD32<UInt16>
#else
  /// The bits of the lanes of ``Vector``.
  public typealias VectorBits = SIMD8<UInt32>
  /// The bits of two vectors of bfloat16 numbers, or of one of Floats in halves.
  public typealias VectorHalves = SIMD16<UInt16>
#endif

/// A bfloat16 in memory: the upper half of a Float.
///
/// Only storage: kernels widen it, which is exact, compute in Float32, and round once where they store.
public struct BFloat16: Sendable, BitwiseCopyable {
  /// Sign, 8 bits of exponent, 7 of mantissa.
  public var bitPattern: UInt16

  /// The number with these bits.
  @inlinable @inline(__always)
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }
}

// Each bfloat16 moves into the upper half of its lane, or out of it, by the compiler's own
// operations on whole vectors: two instructions for two vectors.

/// The Floats with the values of two vectors of bfloat16 numbers, exact.
@inlinable @inline(__always)
public func widened(_ bits: VectorHalves) -> (Vector, Vector) {
  let zero = VectorHalves.zero
  var (low, high) = (zero, zero)
  #if MOTIF_AVX512
    (low._storage._value, high._storage._value) = Builtin.interleave_Vec32xInt16(
      zero._storage._value, bits._storage._value)
  #else
    (low._storage._value, high._storage._value) = Builtin.interleave_Vec16xInt16(
      zero._storage._value, bits._storage._value)
  #endif
  return (unsafeBitCast(low, to: Vector.self), unsafeBitCast(high, to: Vector.self))
}

/// The bits of the nearest bfloat16 numbers of two vectors.
///
/// Ties go to even, values beyond the largest finite bfloat16 become infinite, and a NaN keeps its
/// sign and upper payload and becomes quiet.
@inlinable @inline(__always)
public func roundedToBFloat16(_ values: (Vector, Vector)) -> VectorHalves {
  let (low, high) = (roundedInUpperHalf(values.0), roundedInUpperHalf(values.1))
  var (rest, result) = (low, high)
  #if MOTIF_AVX512
    (rest._storage._value, result._storage._value) = Builtin.deinterleave_Vec32xInt16(
      low._storage._value, high._storage._value)
  #else
    (rest._storage._value, result._storage._value) = Builtin.deinterleave_Vec16xInt16(
      low._storage._value, high._storage._value)
  #endif
  return result
}

/// The bits of each lane; those of the nearest bfloat16 are its upper half.
@inlinable @inline(__always)
func roundedInUpperHalf(_ value: Vector) -> VectorHalves {
  let words = unsafeBitCast(value, to: VectorBits.self)
  let places = VectorBits(repeating: 16)
  var lastPlace = words
  #if MOTIF_AVX512
    lastPlace._storage._value = Builtin.lshr_Vec16xInt32(
      words._storage._value, places._storage._value)
  #else
    lastPlace._storage._value = Builtin.lshr_Vec8xInt32(
      words._storage._value, places._storage._value)
  #endif
  // Half of the last kept place, minus one where that place is even: ties go to even.
  let rounded = words &+ 0x7FFF &+ (lastPlace & 1)
  let quiet = words | 0x40_0000
  return unsafeBitCast(
    rounded.replacing(with: quiet, where: value .!= value), to: VectorHalves.self)
}

extension BFloat16: StorageElement {
  /// Two vectors, widened.
  @inlinable @inline(__always)
  public static func loadPair(
    _ pointer: UnsafePointer<BFloat16>, _ offset: Int
  ) -> (Vector, Vector) {
    widened(UnsafeRawPointer(pointer + offset).loadUnaligned(as: VectorHalves.self))
  }

  /// Two vectors, each number rounded to the nearest bfloat16.
  @inlinable @inline(__always)
  public static func storePair(
    _ values: (Vector, Vector), _ pointer: UnsafeMutablePointer<BFloat16>, _ offset: Int
  ) {
    UnsafeMutableRawPointer(pointer + offset)
      .storeBytes(of: roundedToBFloat16(values), as: VectorHalves.self)
  }

  /// The first `count` lanes, widened, the others zero.
  @inlinable @inline(__always)
  public static func loadPartial(
    _ pointer: UnsafePointer<BFloat16>, _ offset: Int, count: Int
  ) -> Vector {
    var bits = VectorHalves.zero
    for lane in 0..<count { bits[lane] = pointer[offset + lane].bitPattern }
    return widened(bits).0
  }

  /// The first `count` lanes, each rounded to the nearest bfloat16.
  @inlinable @inline(__always)
  public static func storePartial(
    _ value: Vector, _ pointer: UnsafeMutablePointer<BFloat16>, _ offset: Int, count: Int
  ) {
    let bits = roundedToBFloat16((value, Vector.zero))
    for lane in 0..<count { pointer[offset + lane].bitPattern = bits[lane] }
  }
}
