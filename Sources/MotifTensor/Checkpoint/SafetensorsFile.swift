public import Foundation

/// A safetensors file opened for reading: header checked, tensor data mapped and read on demand.
///
/// Layout: 8 bytes little-endian header length, a JSON object `name → {dtype, shape, data_offsets}`,
/// then the data. Everything is checked before anything is believed: the length against the file,
/// every range against the data, every range against its shape and type, and that ranges neither
/// overlap nor leave gaps.
public struct SafetensorsFile: Sendable {
  /// The element types that are read and written here.
  public enum ElementType: String, Sendable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case uint8 = "U8"
    case bool = "BOOL"

    /// Bytes of one element.
    public var byteCount: Int {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32: 4
      case .float16, .bfloat16: 2
      case .uint8, .bool: 1
      }
    }
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
  }

  /// The file.
  public let path: String
  /// The tensors by name.
  public let entries: [String: Entry]
  /// The free-form `__metadata__` strings.
  public let metadata: [String: String]
  private let data: Data
  private let dataStart: Int

  /// Opens `path` and checks its header.
  ///
  /// Throws ``FileError`` when the file cannot be read or its header is damaged.
  public init(path: String) throws(FileError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      let there = FileManager.default.fileExists(atPath: path)
      throw FileError(path: path, reason: there ? "cannot be read" : "no such file")
    }
    self.path = path
    self.data = data
    guard data.count >= 8 else {
      throw FileError(path: path, reason: "\(data.count) bytes are too few for a safetensors file")
    }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(data.count - 8) else {
      throw FileError(
        path: path,
        reason: "the header claims \(length) bytes, the file has \(data.count - 8) after its length"
      )
    }
    dataStart = 8 + Int(length)
    let header = SafetensorsHeader(path: path, dataCount: data.count - dataStart)
    (entries, metadata) = try header.parse(data[data.startIndex + 8..<data.startIndex + dataStart])
  }

  /// The entry of `name`, or an error that names the file and the tensor.
  public func entry(_ name: String) throws(FileError) -> Entry {
    guard let entry = entries[name] else {
      throw FileError(path: path, reason: "has no tensor \(name)")
    }
    return entry
  }

  /// The raw little-endian bytes of `name`.
  public func bytes(_ name: String) throws(FileError) -> Data {
    let range = try entry(name).range
    let start = data.startIndex + dataStart
    return data[start + range.lowerBound..<start + range.upperBound]
  }

  /// The elements of a floating-point tensor, rounded to Float where the file is wider.
  public func floats(_ name: String) throws(FileError) -> [Float] {
    let entry = try entry(name)
    let raw = try bytes(name)
    switch entry.type {
    case .float32: return Self.load(raw, UInt32.self) { Float(bitPattern: $0) }
    case .float64: return Self.load(raw, UInt64.self) { Float(Double(bitPattern: $0)) }
    case .bfloat16: return Self.load(raw, UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .float16: return Self.load(raw, UInt16.self, Self.half)
    case .int64, .int32, .uint8, .bool: throw wrongType(entry, "a floating-point type")
    }
  }

  /// The elements of a floating-point tensor as Double.
  public func doubles(_ name: String) throws(FileError) -> [Double] {
    let entry = try entry(name)
    guard entry.type == .float64 else { return try floats(name).map(Double.init) }
    return Self.load(try bytes(name), UInt64.self) { Double(bitPattern: $0) }
  }

  /// The elements of an integer tensor.
  public func integers(_ name: String) throws(FileError) -> [Int] {
    let entry = try entry(name)
    let raw = try bytes(name)
    switch entry.type {
    case .int64: return Self.load(raw, UInt64.self) { Int(Int64(bitPattern: $0)) }
    case .int32: return Self.load(raw, UInt32.self) { Int(Int32(bitPattern: $0)) }
    case .uint8, .bool: return raw.map(Int.init)
    case .float64, .float32, .float16, .bfloat16: throw wrongType(entry, "an integer type")
    }
  }

  private func wrongType(_ entry: Entry, _ expected: String) -> FileError {
    FileError(
      path: path, reason: "tensor \(entry.name) is \(entry.type.rawValue), expected \(expected)")
  }

  private static func load<Bits: FixedWidthInteger, Element>(
    _ raw: Data, _: Bits.Type, _ convert: (Bits) -> Element
  ) -> [Element] {
    raw.withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Bits>.size).map { index in
        convert(
          Bits(
            littleEndian: bytes.loadUnaligned(
              fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)))
      }
    }
  }

  /// IEEE binary16 to Float, exact.
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 31
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction * 0x1p-10)
        * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
