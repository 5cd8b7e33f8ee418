public import Foundation
public import MotifCore
internal import MotifKernels
internal import MotifVector

/// A safetensors file opened for reading: header checked, tensor data read on demand.
///
/// Layout: 8 bytes little-endian header length, a JSON object `name → {dtype, shape, data_offsets}`,
/// then the data. Everything is checked before anything is believed: the length against the file,
/// every range against the data, every range against its shape and type, and that ranges neither
/// overlap nor leave gaps. Opening costs memory in proportion to the header, never to what the
/// header claims.
public struct SafetensorsFile: Sendable {
  /// The file.
  public let path: String
  /// The tensors by name.
  public let entries: [String: Entry]
  /// The free-form `__metadata__` strings.
  public let metadata: [String: String]
  private let file: ReadableFile
  private let dataStart: Int

  /// Longest header that is read, in bytes: the limit of the format's reference implementation.
  static let longestHeader = 100_000_000

  /// Opens `path` and checks its header.
  ///
  /// Throws `FileError` when the file cannot be read or its header is damaged.
  public init(path: String) throws(FileError) {
    let file = try FileOperations.system.open(path)
    guard file.byteCount >= 8 else {
      throw FileError(
        path: path, reason: "\(file.byteCount) bytes are too few for a safetensors file")
    }
    let length = try file.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(file.byteCount - 8) else {
      throw FileError(
        path: path,
        reason: "the header claims \(length) bytes, the file has \(file.byteCount - 8) after its "
          + "length"
      )
    }
    guard length <= Self.longestHeader else {
      throw FileError(
        path: path,
        reason: "the header claims \(length) bytes, at most \(Self.longestHeader) are allowed")
    }
    self.path = path
    self.file = file
    dataStart = 8 + Int(length)
    let header = SafetensorsHeader(path: path, dataCount: file.byteCount - dataStart)
    (entries, metadata) = try header.parse(file.bytes(8..<dataStart))
  }

  /// The entry of `name`, or an error that names the file and the tensor.
  public func entry(_ name: String) throws(FileError) -> Entry {
    guard let entry = entries[name] else {
      throw FileError(path: path, reason: "has no tensor \(name)")
    }
    return entry
  }

  /// The entry of `name`, or an error that names the file and the tensor when it is missing or has
  /// another shape than the `expected` one.
  package func entry(_ name: String, shape expected: [Int]) throws(FileError) -> Entry {
    let entry = try entry(name)
    guard entry.shape == expected else {
      throw FileError(
        path: path, reason: "tensor \(name) has shape \(entry.shape), expected \(expected)")
    }
    return entry
  }

  /// The raw little-endian bytes of `name`; cost: O(bytes), read from the file.
  public func bytes(_ name: String) throws(FileError) -> Data {
    Data(try file.bytes(try place(of: name)))
  }

  /// Copies a floating-point tensor into `target`, rounded to Float where the file is wider.
  ///
  /// `target` must hold as many elements as the tensor. Throws when the tensor is missing or holds
  /// integers. Numbers of float32 are read straight into `target`, others through a small buffer.
  public func read(
    _ name: String, into target: UnsafeMutableBufferPointer<Float>
  ) throws(FileError) {
    let entry = try entry(name)
    precondition(
      target.count == entry.elementCount,
      "tensor \(name) has shape \(entry.shape), the target \(target.count) elements")
    guard entry.type.isFloatingPoint else { throw wrongType(entry, "a floating-point type") }
    try Self.read(file, from: place(of: name).lowerBound, entry.type, into: target)
  }

  /// The elements of a floating-point tensor, rounded to Float where the file is wider.
  public func floats(_ name: String) throws(FileError) -> [Float] {
    var result = [Float](repeating: 0, count: try entry(name).elementCount)
    try result.withUnsafeMutableBufferPointer { target throws(FileError) in
      try read(name, into: target)
    }
    return result
  }

  /// The elements of a floating-point tensor as Double.
  public func doubles(_ name: String) throws(FileError) -> [Double] {
    let entry = try entry(name)
    guard entry.type == .float64 else { return try floats(name).map(Double.init) }
    return Self.load(try file.bytes(try place(of: name)), UInt64.self) { Double(bitPattern: $0) }
  }

  /// The elements of an integer tensor; throws as well for one that is above `Int.max`.
  public func integers(_ name: String) throws(FileError) -> [Int] {
    let entry = try entry(name)
    let raw = try file.bytes(try place(of: name))
    switch entry.type {
    case .int64: return Self.load(raw, UInt64.self) { Int(Int64(bitPattern: $0)) }
    case .uint64:
      return try Self.load(raw, UInt64.self) { $0 }.map { value throws(FileError) in
        guard let integer = Int(exactly: value) else {
          throw FileError(
            path: path, reason: "tensor \(name) holds \(value); expected at most \(Int.max)")
        }
        return integer
      }
    case .int32: return Self.load(raw, UInt32.self) { Int(Int32(bitPattern: $0)) }
    case .uint32: return Self.load(raw, UInt32.self) { Int($0) }
    case .int16: return Self.load(raw, UInt16.self) { Int(Int16(bitPattern: $0)) }
    case .uint16: return Self.load(raw, UInt16.self) { Int($0) }
    case .int8: return raw.map { Int(Int8(bitPattern: $0)) }
    case .uint8, .bool: return raw.map(Int.init)
    case .float64, .float32, .float16, .bfloat16: throw wrongType(entry, "an integer type")
    }
  }

  /// Where the bytes of `name` lie, counted from the start of the file.
  package func place(of name: String) throws(FileError) -> Range<Int> {
    let range = try entry(name).range
    return dataStart + range.lowerBound..<dataStart + range.upperBound
  }

  /// Numbers decoded at a time; bounds the extra memory.
  private static let chunk = 1 << 16

  /// Fills `target` from little-endian numbers of a floating-point type that lie in `file` from byte
  /// `offset` on, rounded to Float where that is wider.
  static func read(
    _ file: ReadableFile, from offset: Int, _ type: ElementType,
    into target: UnsafeMutableBufferPointer<Float>
  ) throws(FileError) {
    if type == .float32 {
      return try file.read(from: offset, into: UnsafeMutableRawBufferPointer(target))
    }
    let size = type.byteCount
    var raw = [UInt8](repeating: 0, count: min(chunk, target.count) * size)
    for start in stride(from: 0, to: target.count, by: chunk) {
      let part = UnsafeMutableBufferPointer(
        rebasing: target[start..<min(start + chunk, target.count)])
      try raw.withUnsafeMutableBufferPointer { buffer throws(FileError) in
        let bytes = UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: buffer[..<(part.count * size)]))
        try file.read(from: offset + start * size, into: bytes)
        decode(UnsafeRawBufferPointer(bytes), type, into: part)
      }
    }
  }

  private static func decode(
    _ raw: UnsafeRawBufferPointer, _ type: ElementType,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    switch type {
    case .float32: UnsafeMutableRawBufferPointer(target).copyMemory(from: raw)
    case .float64: load(raw, UInt64.self, into: target) { Float(Double(bitPattern: $0)) }
    case .bfloat16: widen(raw, into: target)
    case .float16: load(raw, UInt16.self, into: target, half)
    case .int64, .uint64, .int32, .uint32, .int16, .uint16, .int8, .uint8, .bool:
      preconditionFailure("\(type.rawValue) is no floating-point type")
    }
  }

  /// Decodes bfloat16 with the vectorised kernel where the data are aligned for it.
  private static func widen(
    _ raw: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>
  ) {
    guard let source = raw.baseAddress, let floats = target.baseAddress else { return }
    if Int(bitPattern: source) % MemoryLayout<UInt16>.alignment == 0 {
      let words = source.assumingMemoryBound(to: UInt16.self)
      BFloat16.decode(words, into: floats, count: target.count)
    } else {
      load(raw, UInt16.self, into: target, BFloat16.float)
    }
  }

  private func wrongType(_ entry: Entry, _ expected: String) -> FileError {
    FileError(
      path: path, reason: "tensor \(entry.name) is \(entry.type.rawValue), expected \(expected)")
  }

  private static func load<Bits: FixedWidthInteger, Element>(
    _ raw: [UInt8], _: Bits.Type, _ convert: (Bits) -> Element
  ) -> [Element] {
    let count = raw.count / MemoryLayout<Bits>.size
    return [Element](unsafeUninitializedCapacity: count) { target, initialized in
      let numbers = UnsafeMutableBufferPointer(rebasing: target[..<count])
      raw.withUnsafeBytes { load($0, Bits.self, into: numbers, convert) }
      initialized = count
    }
  }

  private static func load<Bits: FixedWidthInteger, Element>(
    _ raw: UnsafeRawBufferPointer, _: Bits.Type,
    into target: UnsafeMutableBufferPointer<Element>, _ convert: (Bits) -> Element
  ) {
    for index in target.indices {
      let offset = index * MemoryLayout<Bits>.size
      let word = raw.loadUnaligned(fromByteOffset: offset, as: Bits.self)
      target.initializeElement(at: index, to: convert(Bits(littleEndian: word)))
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
      let power = Float(sign: .plus, exponent: exponent - 15, significand: 1)
      return sign * (1 + fraction * 0x1p-10) * power
    }
  }
}
