#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Transcendental functions for scalars of any precision: computed in Double, rounded to `T`.
enum ScalarMath {
  @inline(__always)
  static func exp<T: BinaryFloatingPoint>(_ x: T) -> T { T(exponential(Double(x))) }

  @inline(__always)
  static func log<T: BinaryFloatingPoint>(_ x: T) -> T { T(logarithm(Double(x))) }

  private static func exponential(_ x: Double) -> Double { _exp(x) }
  private static func logarithm(_ x: Double) -> Double { _log(x) }
}

#if canImport(Glibc)
  private func _exp(_ x: Double) -> Double { Glibc.exp(x) }
  private func _log(_ x: Double) -> Double { Glibc.log(x) }
#elseif canImport(Musl)
  private func _exp(_ x: Double) -> Double { Musl.exp(x) }
  private func _log(_ x: Double) -> Double { Musl.log(x) }
#elseif canImport(Darwin)
  private func _exp(_ x: Double) -> Double { Darwin.exp(x) }
  private func _log(_ x: Double) -> Double { Darwin.log(x) }
#endif
