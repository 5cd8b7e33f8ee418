public import MotifCore
internal import MotifKernels
internal import MotifVector

/// Takes the elements of one tensor while its file is written, and converts them to the file's type.
public final class TensorSink {
  /// The tensor being written.
  public let tensor: SafetensorsFile.Description
  /// Elements appended so far.
  public private(set) var elementCount = 0
  private let file: DurableFile

  /// Elements converted at a time; bounds the extra memory.
  private static let chunk = 1 << 16

  init(_ tensor: SafetensorsFile.Description, _ file: DurableFile) {
    self.tensor = tensor
    self.file = file
  }

  /// Appends floats to a tensor of type F32, BF16 (rounded to nearest even) or F64.
  public func append(_ floats: UnsafeBufferPointer<Float>) throws(FileError) {
    switch tensor.type {
    case .float32: try appendRaw(UnsafeRawBufferPointer(floats), count: floats.count)
    case .bfloat16:
      try converted(floats, 0 as UInt16) { source, target in
        BFloat16.encode(source.baseAddress!, into: target.baseAddress!, count: source.count)
      }
    case .float64:
      try converted(floats, 0 as Double) { source, target in
        for index in source.indices { target[index] = Double(source[index]) }
      }
    default: wrongType("floats")
    }
  }

  /// Appends floats to a tensor of type F32, BF16 (rounded to nearest even) or F64.
  public func append(_ floats: [Float]) throws(FileError) {
    try floats.withUnsafeBufferPointer { buffer throws(FileError) in try append(buffer) }
  }

  /// Appends the numbers of a tensor from its own memory, without a copy, to a tensor of type F32, BF16
  /// (rounded to nearest even) or F64.
  public func append(_ tensor: Tensor) throws(FileError) {
    var failure: FileError?
    tensor.withUnsafePointer { numbers in
      do throws(FileError) {
        try append(UnsafeBufferPointer(start: numbers, count: tensor.count))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Appends doubles to a tensor of type F64, or F32 (rounded to nearest even).
  public func append(doubles: [Double]) throws(FileError) {
    switch tensor.type {
    case .float64:
      try doubles.withUnsafeBufferPointer { buffer throws(FileError) in
        try appendRaw(UnsafeRawBufferPointer(buffer), count: doubles.count)
      }
    case .float32: try append(doubles.map { Float($0) })
    default: wrongType("doubles")
    }
  }

  /// Appends integers to a tensor of an integer type other than BOOL; one that does not fit is an error.
  public func append(integers: [Int]) throws(FileError) {
    switch tensor.type {
    case .int64: try narrowed(integers, Int64.self)
    case .uint64: try narrowed(integers, UInt64.self)
    case .int32: try narrowed(integers, Int32.self)
    case .uint32: try narrowed(integers, UInt32.self)
    case .int16: try narrowed(integers, Int16.self)
    case .uint16: try narrowed(integers, UInt16.self)
    case .int8: try narrowed(integers, Int8.self)
    case .uint8: try narrowed(integers, UInt8.self)
    case .float64, .float32, .float16, .bfloat16, .bool: wrongType("integers")
    }
  }

  /// Appends little-endian bytes of the tensor's own type, a whole number of elements.
  public func append(bytes: UnsafeRawBufferPointer) throws(FileError) {
    precondition(
      bytes.count % tensor.type.byteCount == 0,
      "tensor \(tensor.name): \(bytes.count) bytes are no whole number of \(tensor.type.rawValue)")
    try appendRaw(bytes, count: bytes.count / tensor.type.byteCount)
  }

  private func appendRaw(_ bytes: UnsafeRawBufferPointer, count: Int) throws(FileError) {
    elementCount += count
    try file.append(bytes)
  }

  private func converted<Element: BitwiseCopyable>(
    _ floats: UnsafeBufferPointer<Float>, _ zero: Element,
    _ convert: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Element>) -> Void
  ) throws(FileError) {
    var scratch = [Element](repeating: zero, count: min(Self.chunk, floats.count))
    for start in stride(from: 0, to: floats.count, by: Self.chunk) {
      let end = min(floats.count, start + Self.chunk)
      let source = UnsafeBufferPointer(rebasing: floats[start..<end])
      scratch.withUnsafeMutableBufferPointer { convert(source, $0) }
      try scratch.withUnsafeBufferPointer { buffer throws(FileError) in
        let used = UnsafeBufferPointer(rebasing: buffer[..<source.count])
        try appendRaw(UnsafeRawBufferPointer(used), count: source.count)
      }
    }
  }

  private func narrowed<Value: FixedWidthInteger>(
    _ integers: [Int], _: Value.Type
  ) throws(FileError) {
    var values: [Value] = []
    values.reserveCapacity(integers.count)
    for (index, integer) in integers.enumerated() {
      guard let value = Value(exactly: integer) else {
        throw FileError(
          path: file.path,
          reason: "tensor \(tensor.name): element \(index) is \(integer), "
            + "which \(tensor.type.rawValue) cannot hold")
      }
      values.append(value)
    }
    try values.withUnsafeBufferPointer { buffer throws(FileError) in
      try appendRaw(UnsafeRawBufferPointer(buffer), count: values.count)
    }
  }

  private func wrongType(_ what: String) -> Never {
    preconditionFailure("tensor \(tensor.name) is \(tensor.type.rawValue): it takes no \(what)")
  }
}
