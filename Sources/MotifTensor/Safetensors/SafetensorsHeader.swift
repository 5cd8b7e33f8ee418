internal import MotifCore
internal import MotifDistributed

/// Reads and checks the JSON header of a safetensors file.
struct SafetensorsHeader {
  let path: String
  let dataCount: Int

  static let metadataName = "__metadata__"

  typealias Entry = SafetensorsFile.Entry

  /// The entries and the metadata of the header `json`.
  ///
  /// As in the format's reference implementation, metadata may be null and fields of a tensor that
  /// are not known are passed over.
  func parse(_ json: [UInt8]) throws(FileError) -> ([String: Entry], [String: String]) {
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    var scanner = JSONScanner(json, noun: "header")
    do throws(JSONScanner.Failure) {
      try scanner.object { scanner, name throws(JSONScanner.Failure) in
        if name.text == Self.metadataName {
          guard try !scanner.takesNull() else { return }
          try scanner.object { scanner, key throws(JSONScanner.Failure) in
            metadata[key.text] = try scanner.text()
          }
        } else {
          entries[name.text] = try entry(name, &scanner)
        }
      }
      try scanner.end()
    } catch {
      throw self.error(error)
    }
    try checkCoverage(Array(entries.values))
    return (entries, metadata)
  }

  private func entry(
    _ name: JSONScanner.Key, _ scanner: inout JSONScanner
  ) throws(JSONScanner.Failure) -> Entry {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, key throws(JSONScanner.Failure) in
      switch key.text {
      case "dtype": typeName = try scanner.text()
      case "shape": shape = try scanner.wholeNumbers()
      case "data_offsets": offsets = try scanner.wholeNumbers()
      default: try scanner.skip()
      }
    }
    func failure(_ message: String) -> JSONScanner.Failure {
      scanner.failure(message, at: name.position)
    }
    guard let typeName, let shape, let offsets else {
      throw failure("dtype, shape and data_offsets are needed")
    }
    guard let type = SafetensorsFile.ElementType(rawValue: typeName) else {
      let known = SafetensorsFile.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw failure("type \(typeName) is not known; known are \(known)")
    }
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= dataCount
    else {
      throw failure("offsets \(offsets) are not a range of the \(dataCount) bytes of data")
    }
    var bytes = type.byteCount
    for dimension in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else { throw failure("shape \(shape) is not possible") }
      bytes = product
    }
    guard bytes == offsets[1] - offsets[0] else {
      throw failure(
        "shape \(shape) and type \(typeName) need \(bytes) bytes, "
          + "the offsets give \(offsets[1] - offsets[0])")
    }
    return Entry(name: name.text, type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  /// Requires that the ranges, in order, cover the data exactly once.
  private func checkCoverage(_ entries: [Entry]) throws(FileError) {
    var end = 0
    let ordered = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for entry in ordered {
      guard entry.range.lowerBound == end else {
        throw error(
          "tensor \(entry.name) starts at byte \(entry.range.lowerBound), expected \(end)")
      }
      end = entry.range.upperBound
    }
    guard end == dataCount else {
      throw error("the tensors end at byte \(end), the data at \(dataCount)")
    }
  }

  private func error(_ reason: String) -> FileError { FileError(path: path, reason: reason) }

  private func error(_ failure: JSONScanner.Failure) -> FileError {
    let sentence = failure.sentence {
      $0 == Self.metadataName ? $0 : "tensor \($0)"
    } place: {
      "at byte \($0.byte)"
    }
    return error("header, byte \(failure.position.byte): \(sentence)")
  }
}
