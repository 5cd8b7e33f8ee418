import Foundation
import MotifTestSupport
import Testing

/// The tensors of a golden safetensors file: an eight-byte length, a JSON header, the numbers.
struct TensorGolden {
  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  private let entries: [String: Entry]
  private let body: Data

  init(_ path: String) throws {
    let data = try Data(contentsOf: Fixtures.folder.appendingPathComponent(path))
    let length = Int(data.prefix(8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
    let header = try JSONSerialization.jsonObject(with: data[8..<8 + length]) as? [String: Any]
    let tensors = (header ?? [:]).filter { $0.key != "__metadata__" }
    entries = try JSONDecoder().decode(
      [String: Entry].self, from: try JSONSerialization.data(withJSONObject: tensors))
    body = Data(data[(8 + length)...])
  }

  /// The numbers c of the tensors `cN.…`, ascending.
  var cases: [Int] {
    Set(entries.keys.compactMap { Int($0.dropFirst().prefix { $0 != "." }) }).sorted()
  }

  func shape(_ name: String) throws -> [Int] { try entry(name).shape }

  func doubles(_ name: String) throws -> [Double] {
    switch try entry(name).dtype {
    case "F32": try numbers(name, Float.self).map { Double($0) }
    case "F64": try numbers(name, Double.self)
    default: try numbers(name, Int64.self).map { Double($0) }
    }
  }

  func floats(_ name: String) throws -> [Float] { try doubles(name).map { Float($0) } }
  func integers(_ name: String) throws -> [Int] { try doubles(name).map { Int($0) } }

  private func entry(_ name: String) throws -> Entry {
    try #require(entries[name], "the golden file has no tensor \(name)")
  }

  private func numbers<T>(_ name: String, _ type: T.Type) throws -> [T] {
    let range = try entry(name).data_offsets
    let size = MemoryLayout<T>.stride
    return body.withUnsafeBytes { bytes in
      stride(from: range[0], to: range[1], by: size).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: T.self)
      }
    }
  }
}
