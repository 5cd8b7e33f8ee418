internal import Foundation

/// Reads and checks the JSON header of a safetensors file.
struct SafetensorsHeader {
  let path: String
  let dataCount: Int

  typealias Entry = SafetensorsFile.Entry

  func parse(_ json: Data) throws(FileError) -> ([String: Entry], [String: String]) {
    guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else {
      throw error("the header is not a JSON object")
    }
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    for (name, value) in object {
      if name == "__metadata__" {
        guard let strings = value as? [String: String] else {
          throw error("__metadata__ must hold strings only")
        }
        metadata = strings
      } else {
        entries[name] = try entry(name, value)
      }
    }
    try checkCoverage(Array(entries.values))
    return (entries, metadata)
  }

  private func entry(_ name: String, _ value: Any) throws(FileError) -> Entry {
    guard let fields = value as? [String: Any], let typeName = fields["dtype"] as? String,
      let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int]
    else { throw error("tensor \(name) needs dtype, shape and data_offsets") }
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

  private func checkCoverage(_ entries: [Entry]) throws(FileError) {
    var end = 0
    for entry in entries.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
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
