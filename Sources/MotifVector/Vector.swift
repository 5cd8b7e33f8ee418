// Helpers that every kernel inlines. They are `@inlinable` in a module of their own because a debug
// build does not inline across files of one module, which would make the kernels 7 times slower.
//
// Fused products and roots are the compiler's own vector operations, named through its module
// `Builtin`. The standard library writes them as a loop over lanes; the optimiser joins 8 lanes again
// as a rule, but of 16 it leaves some as scalars, which made an exponential 4 times slower.

import Builtin

#if MOTIF_AVX512
  /// The widest float vector of the build: 16 lanes, one AVX-512 register.
  public typealias Vector = SIMD16<Float>
  /// Integers of the same width as the lanes of ``Vector``.
  public typealias VectorInt = SIMD16<Int32>
#else
  /// The float vector of the build: 8 lanes, one AVX2 register, or a pair of SSE2 or NEON registers.
  public typealias Vector = SIMD8<Float>
  /// Integers of the same width as the lanes of ``Vector``.
  public typealias VectorInt = SIMD8<Int32>
#endif

/// The number of lanes of ``Vector``: 16 with AVX-512, else 8.
@inlinable @inline(__always)
public var vectorWidth: Int { Vector.scalarCount }

/// `a · b + c` lane by lane, fused where the processor has FMA.
///
/// Without hardware FMA the fused operation calls `fmaf` once a lane (40 times slower), so a baseline
/// build multiplies and adds.
@inlinable @inline(__always)
public func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
  #if MOTIF_AVX512
    var result = c
    result._storage._value = Builtin.int_fma_Vec16xFPIEEE32(
      a._storage._value, b._storage._value, c._storage._value)
    return result
  #elseif MOTIF_FMA || arch(arm64)
    var result = c
    result._storage._value = Builtin.int_fma_Vec8xFPIEEE32(
      a._storage._value, b._storage._value, c._storage._value)
    return result
  #else
    return c + a * b
  #endif
}

/// The square root of every lane, correctly rounded.
@inlinable @inline(__always)
public func squareRoot(_ v: Vector) -> Vector {
  var result = v
  #if MOTIF_AVX512
    result._storage._value = Builtin.int_sqrt_Vec16xFPIEEE32(v._storage._value)
  #else
    result._storage._value = Builtin.int_sqrt_Vec8xFPIEEE32(v._storage._value)
  #endif
  return result
}

/// `a · b + c` on one number, rounded as ``multiplyAdd(_:_:_:)-Vector`` rounds a lane.
@inlinable @inline(__always)
public func multiplyAdd(_ a: Float, _ b: Float, _ c: Float) -> Float {
  #if MOTIF_FMA || arch(arm64)
    return c.addingProduct(a, b)
  #else
    return c + a * b
  #endif
}

/// Loads one vector from `pointer + offset`; no alignment is assumed.
@inlinable @inline(__always)
public func load(_ pointer: UnsafePointer<Float>, _ offset: Int = 0) -> Vector {
  UnsafeRawPointer(pointer + offset).loadUnaligned(as: Vector.self)
}

/// Loads one vector from `pointer + offset`; no alignment is assumed.
@inlinable @inline(__always)
public func load(_ pointer: UnsafeMutablePointer<Float>, _ offset: Int = 0) -> Vector {
  UnsafeRawPointer(pointer + offset).loadUnaligned(as: Vector.self)
}

/// Stores one vector to `pointer + offset`; no alignment is assumed.
@inlinable @inline(__always)
public func store(_ value: Vector, _ pointer: UnsafeMutablePointer<Float>, _ offset: Int = 0) {
  UnsafeMutableRawPointer(pointer + offset).storeBytes(of: value, as: Vector.self)
}

#if MOTIF_SANITIZE
  @usableFromInline
  func prefetchLine(_ address: UnsafeRawPointer, _ write: Int32, _ locality: Int32, _ data: Int32) {
  }
#else
  @_extern(c, "llvm.prefetch.p0")
  @usableFromInline
  func prefetchLine(_ address: UnsafeRawPointer, _ write: Int32, _ locality: Int32, _ data: Int32)
#endif

/// Asks for the cache line of `pointer + offset` to be brought to the second-level cache.
///
/// An address beyond the end of an array is harmless. Kernels that pass over a row twice ask for the
/// next row in their second pass, so that memory does not idle meanwhile.
@inlinable @inline(__always)
public func prefetch<Element>(_ pointer: UnsafePointer<Element>, _ offset: Int) {
  prefetchLine(UnsafeRawPointer(pointer + offset), 0, 2, 1)
}

/// Asks for the cache lines of two vectors at `pointer + offset`, as ``prefetch(_:_:)``.
@inlinable @inline(__always)
public func prefetchPair<Element>(_ pointer: UnsafePointer<Element>, _ offset: Int) {
  prefetch(pointer, offset)
  if 2 * vectorWidth * MemoryLayout<Element>.stride > 64 {
    prefetch(pointer, offset + vectorWidth)
  }
}

/// The first `count` lanes from memory, the others zero; reads nothing beyond `count` numbers.
@inlinable @inline(__always)
public func loadPartial(_ pointer: UnsafePointer<Float>, _ offset: Int, count: Int) -> Vector {
  var value = Vector.zero
  for lane in 0..<count { value[lane] = pointer[offset + lane] }
  return value
}

/// Stores the first `count` lanes and touches nothing beyond them.
@inlinable @inline(__always)
public func storePartial(
  _ value: Vector, _ pointer: UnsafeMutablePointer<Float>, _ offset: Int, count: Int
) {
  for lane in 0..<count { pointer[offset + lane] = value[lane] }
}

/// `a` in the lanes where `x < y`, `b` in the others.
///
/// A comparison and a blend. `SIMD.replacing(with:where:)` means the same, but as a loop over lanes,
/// of which the optimiser leaves some as scalars.
@inlinable @inline(__always)
public func select(_ a: Vector, whereLess x: Vector, than y: Vector, else b: Vector) -> Vector {
  var result = b
  #if MOTIF_AVX512
    result._storage._value = Builtin.select_Vec16xInt1_Vec16xFPIEEE32(
      Builtin.fcmp_olt_Vec16xFPIEEE32(x._storage._value, y._storage._value),
      a._storage._value, b._storage._value)
  #else
    result._storage._value = Builtin.select_Vec8xInt1_Vec8xFPIEEE32(
      Builtin.fcmp_olt_Vec8xFPIEEE32(x._storage._value, y._storage._value),
      a._storage._value, b._storage._value)
  #endif
  return result
}

/// The larger of each lane pair; one instruction on x86.
@inlinable @inline(__always)
public func maximum(_ a: Vector, _ b: Vector) -> Vector {
  select(b, whereLess: a, than: b, else: a)
}

/// The smaller of each lane pair.
@inlinable @inline(__always)
public func minimum(_ a: Vector, _ b: Vector) -> Vector {
  select(b, whereLess: b, than: a, else: a)
}

/// The larger of each pair of signed lanes.
@inlinable @inline(__always)
public func maximum(_ a: VectorInt, _ b: VectorInt) -> VectorInt {
  var result = b
  #if MOTIF_AVX512
    result._storage._value = Builtin.select_Vec16xInt1_Vec16xInt32(
      Builtin.cmp_slt_Vec16xInt32(a._storage._value, b._storage._value),
      b._storage._value, a._storage._value)
  #else
    result._storage._value = Builtin.select_Vec8xInt1_Vec8xInt32(
      Builtin.cmp_slt_Vec8xInt32(a._storage._value, b._storage._value),
      b._storage._value, a._storage._value)
  #endif
  return result
}

/// The sum of all lanes in a fixed pairwise order.
@inlinable @inline(__always)
public func horizontalSum(_ v: Vector) -> Float {
  #if MOTIF_AVX512
    let h = v.lowHalf + v.highHalf
  #else
    let h = v
  #endif
  let q = h.lowHalf + h.highHalf
  let d = q.lowHalf + q.highHalf
  return d.x + d.y
}

/// The largest lane.
@inlinable @inline(__always)
public func horizontalMaximum(_ v: Vector) -> Float {
  let halves = maximum(v, Vector(lowHalf: v.highHalf, highHalf: v.lowHalf))
  var swapped = halves
  (swapped.evenHalf, swapped.oddHalf) = (halves.oddHalf, halves.evenHalf)
  let pairs = maximum(halves, swapped)
  // Of 16 lanes these four differ, of 8 the first two.
  return max(max(pairs[0], pairs[2]), max(pairs[4], pairs[6]))
}

/// The largest signed lane.
@inlinable @inline(__always)
public func horizontalMaximum(_ v: VectorInt) -> Int32 {
  let halves = maximum(v, VectorInt(lowHalf: v.highHalf, highHalf: v.lowHalf))
  var swapped = halves
  (swapped.evenHalf, swapped.oddHalf) = (halves.oddHalf, halves.evenHalf)
  let pairs = maximum(halves, swapped)
  // Of 16 lanes these four differ, of 8 the first two.
  return max(max(pairs[0], pairs[2]), max(pairs[4], pairs[6]))
}

// Doubles, for the few kernels whose sums need more digits than a Float has.

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
