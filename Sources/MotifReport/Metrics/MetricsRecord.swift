internal import Foundation
internal import MotifCore

/// What was measured at one step: named values in the order in which they are written.
package struct MetricsRecord: Sendable, Equatable {
  /// One measured value.
  package enum Value: Sendable, Equatable {
    /// A number; NaN and infinities are written as null and listed under `nonFinite`.
    case number(Double)
    /// A count.
    case integer(Int)
    /// A word.
    case text(String)
    /// Numbers by position, such as λ per layer.
    case list([Double])
    /// Numbers by name, such as validation loss per domain.
    case table([Entry])
  }

  /// A named number of a table.
  package struct Entry: Sendable, Equatable {
    /// The row's name.
    package let name: String
    /// The row's number.
    package let value: Double

    /// A row.
    package init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// A named value.
  package struct Field: Sendable, Equatable {
    /// The key in the file.
    package let name: String
    /// What was measured.
    package let value: Value
  }

  /// The step after which the values were measured.
  package let step: Int
  /// The values in order.
  package private(set) var fields: [Field] = []

  /// The layout of a line; readers refuse other versions.
  static let version = 1
  static let reserved: Set<String> = ["v", "step", "nonFinite"]

  /// A record without values.
  package init(step: Int) { self.step = step }

  /// Adds a value; the name must be new and not `v`, `step` or `nonFinite`.
  package mutating func add(_ name: String, _ value: Value) {
    precondition(
      !Self.reserved.contains(name) && self[name] == nil, "metric \(name) is added twice")
    fields.append(Field(name: name, value: value))
  }

  /// Adds a number.
  package mutating func add(_ name: String, _ value: Double) { add(name, .number(value)) }

  /// The value called `name`.
  package subscript(name: String) -> Value? { fields.first { $0.name == name }?.value }

  /// The number called `name`; nil when it is missing or not a single number.
  package func number(_ name: String) -> Double? {
    switch self[name] {
    case .number(let value): value
    case .integer(let value): Double(value)
    case .text, .list, .table, nil: nil
    }
  }
}

extension MetricsRecord {
  /// The record as one line of JSON, without the line's end.
  ///
  /// Numbers have the fewest digits that read back exactly. Keys are `v`, `step`, the fields in
  /// their order, and `nonFinite` when a number is not finite: `["loss", "lambda[2]", "val.web"]`.
  package var jsonLine: String {
    var lost: [String] = []
    func number(_ value: Double, _ place: @autoclosure () -> String) -> String {
      if value.isFinite { return value.description }
      lost.append(place())
      return "null"
    }
    var members = ["\"v\":\(Self.version)", "\"step\":\(step)"]
    for field in fields {
      let text =
        switch field.value {
        case .number(let value): number(value, field.name)
        case .integer(let value): String(value)
        case .text(let value): JSONNode.quoted(value)
        case .list(let values):
          "["
            + values.enumerated().map { number($1, "\(field.name)[\($0)]") }.joined(separator: ",")
            + "]"
        case .table(let rows):
          "{"
            + rows.map {
              JSONNode.quoted($0.name) + ":" + number($0.value, "\(field.name).\($0.name)")
            }
            .joined(separator: ",") + "}"
        }
      members.append(JSONNode.quoted(field.name) + ":" + text)
    }
    if !lost.isEmpty {
      members.append("\"nonFinite\":[" + lost.map(JSONNode.quoted).joined(separator: ",") + "]")
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  /// Reads a line written by ``jsonLine``; nil when it is none, or of another version.
  ///
  /// Null becomes NaN. The order of fields and rows is alphabetical: JSON objects have none.
  package init?(jsonLine: String) {
    let decoder = JSONDecoder()
    guard let line = try? decoder.decode([String: JSONValue].self, from: Data(jsonLine.utf8)),
      line["v"]?.number == Double(Self.version),
      let step = line["step"]?.number.flatMap({ Int(exactly: $0) })
    else { return nil }
    self.init(step: step)
    for (name, json) in line.sorted(by: { $0.key < $1.key }) where !Self.reserved.contains(name) {
      guard let value = json.value else { return nil }
      fields.append(Field(name: name, value: value))
    }
  }

  /// What a line of JSON may hold.
  ///
  /// `JSONDecoder` reads numbers exactly; `JSONSerialization` is off by an ulp now and then.
  private enum JSONValue: Decodable {
    case single(Double)
    case text(String)
    case names([String])
    case list([Double?])
    case table([String: Double?])

    init(from decoder: any Decoder) throws {
      let box = try decoder.singleValueContainer()
      if box.decodeNil() {
        self = .single(.nan)
      } else if let number = try? box.decode(Double.self) {
        self = .single(number)
      } else if let text = try? box.decode(String.self) {
        self = .text(text)
      } else if let table = try? box.decode([String: Double?].self) {
        self = .table(table)
      } else if let names = try? box.decode([String].self) {
        self = names.isEmpty ? .list([]) : .names(names)
      } else {
        self = .list(try box.decode([Double?].self))
      }
    }

    var number: Double? {
      if case .single(let number) = self { number } else { nil }
    }

    var value: Value? {
      switch self {
      case .single(let number): .number(number)
      case .text(let text): .text(text)
      case .names: nil
      case .list(let numbers): .list(numbers.map { $0 ?? .nan })
      case .table(let rows):
        .table(rows.sorted { $0.key < $1.key }.map { Entry($0.key, $0.value ?? .nan) })
      }
    }
  }
}
