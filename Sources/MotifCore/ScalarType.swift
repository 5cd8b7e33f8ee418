/// The types of numbers in buffers, messages and files: the one list of them in the package.
public enum ScalarType: String, Sendable, CaseIterable, Codable {
  case float64
  case float32
  case float16
  /// The upper half of a `float32`.
  case bfloat16
  case int64
  case int32
  case uint16
  case uint8
  /// One byte, 0 or 1.
  case bool

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .uint16: 2
    case .uint8, .bool: 1
    }
  }

  /// Whether elements are floating-point numbers.
  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    case .int64, .int32, .uint16, .uint8, .bool: false
    }
  }
}
