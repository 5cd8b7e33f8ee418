extension JSONNode: Encodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Encodes the value alone; where it comes from is not part of it.
  package func encode(to encoder: any Encoder) throws {
    switch value {
    case .array(let elements): try elements.encode(to: encoder)
    case .object(let members):
      var container = encoder.container(keyedBy: Key.self)
      for member in members {
        try container.encode(member.node, forKey: Key(stringValue: member.key))
      }
    default:
      var container = encoder.singleValueContainer()
      switch value {
      case .bool(let flag): try container.encode(flag)
      case .string(let text): try container.encode(text)
      case .number:
        if let integer { try container.encode(integer) } else { try container.encode(double) }
      default: try container.encodeNil()
      }
    }
  }
}
