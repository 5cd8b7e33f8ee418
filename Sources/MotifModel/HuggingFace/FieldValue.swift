internal import MotifCore

/// The value of a key of a `config.json` that may have any type.
enum FieldValue: Decodable, Equatable, Sendable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([FieldValue])
  case object([String: FieldValue])
  /// A number that is too large for any type.
  case unreadable

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([FieldValue].self) {
      self = .list(list)
    } else if let members = try? value.decode([String: FieldValue].self) {
      self = .object(members)
    } else {
      self = .unreadable
    }
  }

  /// The members of an object, nil for anything else.
  var members: [String: FieldValue]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// What a message says was found: `is 2`, `is "yarn"`, `is set` for lists and objects.
  var found: String {
    switch self {
    case .null: "is null"
    case .flag(let flag): "is \(flag)"
    case .number(let number): "is \(Int(exactly: number).map(String.init) ?? "\(number)")"
    case .text(let text):
      "is \(JSONNode.quoted(text.count > 40 ? text.prefix(37) + "…" : text))"
    case .list, .object, .unreadable: "is set"
    }
  }
}
