/// How a number of a kernel lies in memory; its arithmetic is in Float32 whatever the storage.
///
/// A kernel that is generic over its storage and specialised for every conforming type has one source
/// and one order of operations: results differ by the rounding of what is stored and by nothing else.
/// Numbers move two vectors at a time, because 16-bit ones fill a register that way.
public protocol StorageElement: BitwiseCopyable, Sendable {
  /// Loads two vectors, one behind the other, from `pointer + offset`; no alignment is assumed.
  static func loadPair(_ pointer: UnsafePointer<Self>, _ offset: Int) -> (Vector, Vector)
  /// Stores two vectors, rounded to this type; no alignment is assumed.
  static func storePair(
    _ values: (Vector, Vector), _ pointer: UnsafeMutablePointer<Self>, _ offset: Int)
  /// The first `count` lanes from memory, the others zero; reads nothing beyond `count` numbers.
  static func loadPartial(_ pointer: UnsafePointer<Self>, _ offset: Int, count: Int) -> Vector
  /// Stores the first `count` lanes, rounded to this type, and touches nothing beyond them.
  static func storePartial(
    _ value: Vector, _ pointer: UnsafeMutablePointer<Self>, _ offset: Int, count: Int)
}

extension Float: StorageElement {
  /// Two vectors as they are.
  @inlinable @inline(__always)
  public static func loadPair(
    _ pointer: UnsafePointer<Float>, _ offset: Int
  ) -> (Vector, Vector) {
    (load(pointer, offset), load(pointer, offset + vectorWidth))
  }

  /// Two vectors as they are.
  @inlinable @inline(__always)
  public static func storePair(
    _ values: (Vector, Vector), _ pointer: UnsafeMutablePointer<Float>, _ offset: Int
  ) {
    store(values.0, pointer, offset)
    store(values.1, pointer, offset + vectorWidth)
  }

  /// The first `count` lanes as they are, the others zero.
  @inlinable @inline(__always)
  public static func loadPartial(
    _ pointer: UnsafePointer<Float>, _ offset: Int, count: Int
  ) -> Vector {
    MotifVector.loadPartial(pointer, offset, count: count)
  }

  /// The first `count` lanes as they are.
  @inlinable @inline(__always)
  public static func storePartial(
    _ value: Vector, _ pointer: UnsafeMutablePointer<Float>, _ offset: Int, count: Int
  ) {
    MotifVector.storePartial(value, pointer, offset, count: count)
  }
}
