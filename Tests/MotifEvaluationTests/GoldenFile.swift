import Foundation
import MotifTestSupport

@testable import MotifEvaluation

/// The golden files of evaluation.
enum GoldenFile {
  /// The value in `name`, a JSON file.
  static func value<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws
    -> Value
  {
    let url = Fixtures.folder.appendingPathComponent("evaluation/\(name)")
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
  }

  /// The rows of `name`, a file of JSON Lines.
  static func rows<Row: Decodable>(_ name: String, as type: Row.Type = Row.self) throws -> [Row] {
    try Fixtures.rows("evaluation/\(name)")
  }

  /// Whether two texts have the same scalars; `==` takes canonically equal ones for the same.
  static func isSame(_ first: String, _ second: String) -> Bool {
    first.utf8.elementsEqual(second.utf8)
  }
}
