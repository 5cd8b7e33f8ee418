/// A 64-bit FNV-1a hash of what was added, stable across runs and platforms, unlike `Hasher`.
///
/// Source: Fowler, Noll, Vo.
package struct FNV1a: Sendable, Equatable {
  /// The hash so far.
  package var value: UInt64

  /// The hash of nothing.
  @inlinable package init() { value = 0xcbf2_9ce4_8422_2325 }

  /// Adds a byte, or a larger number as one unit.
  @inlinable package mutating func add(_ unit: UInt64) {
    value = (value ^ unit) &* 0x100_0000_01b3
  }

  /// Adds bytes in their order.
  @inlinable package mutating func add(bytes: some Sequence<UInt8>) {
    for byte in bytes { add(UInt64(byte)) }
  }
}
