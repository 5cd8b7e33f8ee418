#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Elementary functions for scalars of any precision: the C library's in Double, rounded to `T`.
///
/// For references, and where a kernel needs a few exact values.
enum ScalarMath {
  @inline(__always)
  static func exp<T: BinaryFloatingPoint>(_ x: T) -> T { T(exponential(Double(x))) }

  @inline(__always)
  static func log<T: BinaryFloatingPoint>(_ x: T) -> T { T(logarithm(Double(x))) }

  static func cos(_ x: Double) -> Double { cosine(x) }
  static func sin(_ x: Double) -> Double { sine(x) }
  static func pow(_ x: Double, _ y: Double) -> Double { power(x, y) }
}

// Outside the enum, so that the names mean the C functions and not the members above.
private func exponential(_ x: Double) -> Double { exp(x) }
private func logarithm(_ x: Double) -> Double { log(x) }
private func cosine(_ x: Double) -> Double { cos(x) }
private func sine(_ x: Double) -> Double { sin(x) }
private func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
