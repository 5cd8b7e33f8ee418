internal import MotifCore
internal import MotifDistributed

/// Reads and checks the JSON header of a safetensors file.
struct SafetensorsHeader {
  let path: String
  let dataCount: Int

  typealias Entry = SafetensorsFile.Entry

  /// The entries and the metadata of the header `json`.
  func parse(_ json: [UInt8]) throws(FileError) -> ([String: Entry], [String: String]) {
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    var scanner = StrictJSON(path: path, json)
    try scanner.object { scanner, name throws(FileError) in
      if name == "__metadata__" {
        try scanner.object { scanner, key throws(FileError) in
          metadata[key] = try scanner.string()
        }
      } else {
        entries[name] = try entry(name, &scanner)
      }
    }
    try scanner.end()
    try checkCoverage(Array(entries.values))
    return (entries, metadata)
  }

  private func entry(_ name: String, _ scanner: inout StrictJSON) throws(FileError) -> Entry {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, key throws(FileError) in
      switch key {
      case "dtype": typeName = try scanner.string()
      case "shape": shape = try scanner.integers()
      case "data_offsets": offsets = try scanner.integers()
      default: throw scanner.error("tensor \(name) has an unknown field \(key)")
      }
    }
    guard let typeName, let shape, let offsets else {
      throw error("tensor \(name) needs dtype, shape and data_offsets")
    }
    guard let type = SafetensorsFile.ElementType(rawValue: typeName) else {
      let known = SafetensorsFile.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("tensor \(name) has type \(typeName); known are \(known)")
    }
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= dataCount
    else {
      throw error("tensor \(name) has offsets \(offsets) outside the \(dataCount) bytes of data")
    }
    var bytes = type.byteCount
    for dimension in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else { throw error("tensor \(name) has shape \(shape)") }
      bytes = product
    }
    guard bytes == offsets[1] - offsets[0] else {
      throw error(
        "tensor \(name) of shape \(shape) and type \(typeName) needs \(bytes) bytes, "
          + "its offsets give \(offsets[1] - offsets[0])")
    }
    return Entry(name: name, type: type, shape: shape, range: offsets[0]..<offsets[1])
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
}
