public import MotifCore

/// Writes a safetensors file tensor by tensor, so that no number is held twice.
///
/// The header is a function of the descriptions alone: keys in the order of the data, metadata keys
/// sorted, padded with spaces so that the data start at a multiple of 8. The same tensors give the
/// same bytes.
public struct SafetensorsWriter: Sendable {
  /// In which order tensors lie in the file.
  public enum Order: Sendable {
    /// As listed.
    case given
    /// By name.
    case byName
  }

  /// The tensors in file order.
  public let tensors: [SafetensorsFile.Description]
  private let header: [UInt8]

  /// Lays out a file of `tensors`, whose names must differ.
  public init(
    _ tensors: [SafetensorsFile.Description], metadata: [String: String] = [:],
    order: Order = .given
  ) {
    precondition(
      Set(tensors.map(\.name)).count == tensors.count, "two tensors have the same name")
    self.tensors = order == .given ? tensors : tensors.sorted { $0.name < $1.name }
    header = Self.header(self.tensors, metadata)
  }

  /// Bytes of the whole file.
  public var byteCount: Int { tensors.reduce(8 + header.count) { $0 + $1.byteCount } }

  /// For every tensor, in file order, where its bytes start, counted from the start of the file.
  package var places: [(tensor: SafetensorsFile.Description, offset: Int)] {
    var offset = 8 + header.count
    return tensors.map { tensor in
      defer { offset += tensor.byteCount }
      return (tensor, offset)
    }
  }

  /// Writes the file `path`: complete under its name, or an error and the old file untouched.
  ///
  /// `content` is called once a tensor, in file order, and appends all its elements to the sink.
  public func write(
    to path: String, operations: FileOperations = .system,
    content: (SafetensorsFile.Description, TensorSink) throws(FileError) -> Void
  ) throws(FileError) {
    try DurableFile.replace(path, operations: operations) { file throws(FileError) in
      try write(into: file, content: content)
    }
  }

  /// Appends the file's bytes to `file`, which stays open.
  public func write(
    into file: DurableFile,
    content: (SafetensorsFile.Description, TensorSink) throws(FileError) -> Void
  ) throws(FileError) {
    try writeHeader(into: file)
    for tensor in tensors {
      let sink = TensorSink(tensor, file)
      try content(tensor, sink)
      precondition(
        sink.elementCount == tensor.elementCount,
        "tensor \(tensor.name) of shape \(tensor.shape) got \(sink.elementCount) elements")
    }
  }

  /// Appends what comes before the numbers.
  package func writeHeader(into file: DurableFile) throws(FileError) {
    try withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes throws(FileError) in
      try file.append(bytes)
    }
    try header.withUnsafeBufferPointer { bytes throws(FileError) in
      try file.append(UnsafeRawBufferPointer(bytes))
    }
  }

  private static func header(
    _ tensors: [SafetensorsFile.Description], _ metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { JSONNode.quoted($0.key) + ":" + JSONNode.quoted($0.value) }
      members.append("\"__metadata__\":{" + pairs.joined(separator: ",") + "}")
    }
    var offset = 0
    for tensor in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let end = offset + tensor.byteCount
      members.append(
        "\(JSONNode.quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var bytes = Array(("{" + members.joined(separator: ",") + "}").utf8)
    while bytes.count % 8 != 0 { bytes.append(UInt8(ascii: " ")) }
    return bytes
  }
}
