public import MotifCore

/// A Swift type that communicators exchange.
public protocol Exchangeable: BitwiseCopyable, Sendable {
  /// The name of the type in messages; its elements have this many bytes.
  static var scalarType: ScalarType { get }
}

/// A Swift type that communicators also reduce.
public protocol Reducible: Exchangeable {}

extension Float: Reducible {
  /// `float32`.
  public static var scalarType: ScalarType { .float32 }
}
extension Double: Reducible {
  /// `float64`.
  public static var scalarType: ScalarType { .float64 }
}
extension Int: Reducible {
  /// `int64`.
  public static var scalarType: ScalarType { .int64 }
}
extension Int32: Exchangeable {
  /// `int32`.
  public static var scalarType: ScalarType { .int32 }
}
extension UInt16: Exchangeable {
  /// `uint16`.
  public static var scalarType: ScalarType { .uint16 }
}
extension UInt8: Exchangeable {
  /// `uint8`.
  public static var scalarType: ScalarType { .uint8 }
}
extension Bool: Exchangeable {
  /// `bool`.
  public static var scalarType: ScalarType { .bool }
}
