public import MotifCore

/// How elements are combined.
public enum ReduceOperation: String, Sendable, CaseIterable {
  /// The sum, in rank order; whole numbers wrap around.
  case sum
  /// The largest; a NaN anywhere gives NaN.
  case max
}

extension ScalarType {
  /// Whether communicators reduce elements of this type.
  public var isReducible: Bool {
    switch self {
    case .float64, .float32, .bfloat16, .int64: true
    case .float16, .int32, .uint16, .uint8, .bool: false
    }
  }
}
