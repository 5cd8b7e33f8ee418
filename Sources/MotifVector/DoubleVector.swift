// Doubles, for the few kernels whose sums need more digits than a Float has.

import Builtin

/// Eight doubles: one AVX-512 register, two of AVX2, four of SSE2 or NEON.
public typealias DoubleVector = SIMD8<Double>

/// Eight floats from `pointer + offset` as doubles, which hold them exactly; no alignment is assumed.
@inlinable @inline(__always)
public func loadWidened(_ pointer: UnsafePointer<Float>, _ offset: Int) -> DoubleVector {
  let floats = UnsafeRawPointer(pointer + offset).loadUnaligned(as: SIMD8<Float>.self)
  var result = DoubleVector.zero
  result._storage._value = Builtin.fpext_Vec8xFPIEEE32_Vec8xFPIEEE64(floats._storage._value)
  return result
}

/// Loads eight doubles from `pointer + offset`; no alignment is assumed.
@inlinable @inline(__always)
public func load(_ pointer: UnsafeMutablePointer<Double>, _ offset: Int) -> DoubleVector {
  UnsafeRawPointer(pointer + offset).loadUnaligned(as: DoubleVector.self)
}

/// Stores eight doubles to `pointer + offset`; no alignment is assumed.
@inlinable @inline(__always)
public func store(_ value: DoubleVector, _ pointer: UnsafeMutablePointer<Double>, _ offset: Int) {
  UnsafeMutableRawPointer(pointer + offset).storeBytes(of: value, as: DoubleVector.self)
}

/// `a · b + c` lane by lane, fused where the processor has FMA.
///
/// As in ``multiplyAdd(_:_:_:)-Vector`` a baseline build multiplies and adds.
@inlinable @inline(__always)
public func multiplyAdd(
  _ a: DoubleVector, _ b: DoubleVector, _ c: DoubleVector
) -> DoubleVector {
  #if MOTIF_FMA || arch(arm64)
    var result = c
    result._storage._value = Builtin.int_fma_Vec8xFPIEEE64(
      a._storage._value, b._storage._value, c._storage._value)
    return result
  #else
    return c + a * b
  #endif
}

/// The 64 bits of every lane as whole numbers.
@inlinable @inline(__always)
public func bitPatterns(_ v: DoubleVector) -> SIMD8<Int64> {
  unsafeBitCast(v, to: SIMD8<Int64>.self)
}
