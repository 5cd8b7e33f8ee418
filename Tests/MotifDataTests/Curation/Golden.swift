import Foundation
import MotifTestSupport
import Testing

/// Golden files of JSON, whose counts and sizes are read from them.
enum Golden {
  /// The objects of `path`, one a line; a file without any is an error.
  static func rows<Row: Decodable>(_ path: String, as type: Row.Type = Row.self) throws -> [Row] {
    let data = try Data(contentsOf: Fixtures.folder.appendingPathComponent(path))
    let rows = try data.split(separator: UInt8(ascii: "\n")).map {
      try decoder.decode(Row.self, from: $0)
    }
    try #require(!rows.isEmpty, "\(path) holds no row")
    return rows
  }

  /// The one value of `path`.
  static func value<Value: Decodable>(
    _ path: String, as type: Value.Type = Value.self
  ) throws -> Value {
    try decoder.decode(
      Value.self, from: try Data(contentsOf: Fixtures.folder.appendingPathComponent(path)))
  }

  /// Whether `a` and `b` are the same number within `tolerance` of it, infinities included.
  static func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    a == b || abs(a - b) <= tolerance * max(1, abs(b))
  }

  private static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }()
}
