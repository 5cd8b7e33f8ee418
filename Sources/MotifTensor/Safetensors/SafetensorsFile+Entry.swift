internal import MotifDistributed

extension SafetensorsFile {
  /// The element types that are read and written here.
  public enum ElementType: String, Sendable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case uint64 = "U64"
    case int32 = "I32"
    case uint32 = "U32"
    case int16 = "I16"
    case uint16 = "U16"
    case int8 = "I8"
    case uint8 = "U8"
    case bool = "BOOL"

    /// Bytes of one element.
    public var byteCount: Int {
      switch self {
      case .float64, .int64, .uint64: 8
      case .float32, .int32, .uint32: 4
      case .float16, .bfloat16, .int16, .uint16: 2
      case .int8, .uint8, .bool: 1
      }
    }

    /// Whether elements are floating-point numbers.
    package var isFloatingPoint: Bool {
      switch self {
      case .float64, .float32, .float16, .bfloat16: true
      case .int64, .uint64, .int32, .uint32, .int16, .uint16, .int8, .uint8, .bool: false
      }
    }
  }

  /// What one tensor is, without its numbers: name, type and shape.
  public struct Description: Sendable, Equatable {
    /// The tensor's name; not `__metadata__`, which the format reserves.
    public let name: String
    /// Its element type.
    public let type: ElementType
    /// Its dimensions; empty for a scalar.
    public let shape: [Int]

    /// Describes a tensor; the dimensions must not be negative.
    public init(name: String, type: ElementType = .float32, shape: [Int]) {
      precondition(shape.allSatisfy { $0 >= 0 }, "tensor \(name) has shape \(shape)")
      precondition(name != "__metadata__", "the name __metadata__ is reserved")
      self.name = name
      self.type = type
      self.shape = shape
    }

    /// The product of the dimensions.
    public var elementCount: Int { shape.reduce(1, *) }
    /// The bytes of the tensor in a file.
    public var byteCount: Int { elementCount * type.byteCount }
  }

  /// Where one tensor lies and what it is.
  public struct Entry: Sendable, Equatable {
    /// The tensor's name.
    public let name: String
    /// Its element type.
    public let type: ElementType
    /// Its dimensions; empty for a scalar.
    public let shape: [Int]
    /// Its bytes, counted from the end of the header.
    public let range: Range<Int>
    /// The product of the dimensions.
    public var elementCount: Int { range.count / type.byteCount }
    /// The entry without its place.
    public var description: Description { Description(name: name, type: type, shape: shape) }
  }
}
