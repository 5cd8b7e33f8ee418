extension ConfigSection {
  /// This section as the JSON Schema, draft 2020-12, of whole files.
  package func jsonSchema(title: String) -> JSONNode {
    var result = Self.schema(self, defaults: defaults)
    result.members.insert(
      contentsOf: [
        Self.member("$schema", Self.text("https://json-schema.org/draft/2020-12/schema")),
        Self.member("title", Self.text(title)),
      ], at: 0)
    return result
  }

  private static func text(_ string: String) -> JSONNode { JSONNode(.string(string)) }
  private static func number(_ value: Double) -> JSONNode {
    JSONNode(.number(Int(exactly: value).map(String.init) ?? String(value)))
  }
  private static func member(_ key: String, _ node: JSONNode) -> JSONNode.Member {
    JSONNode.Member(key: key, keyOrigin: .standard, node: node)
  }
  private static func object(_ members: KeyValuePairs<String, JSONNode>) -> JSONNode {
    JSONNode(.object(members.map { member($0.key, $0.value) }))
  }

  private static func schema(_ section: ConfigSection, defaults: JSONNode) -> JSONNode {
    var properties = JSONNode(.object([]))
    for field in section.fields {
      let standard = defaults[field.name] ?? section.defaults[field.name]
      var property = schema(field.type, defaults: standard)
      property["description"] = text(field.documentation)
      if case .section = field.type {} else if let standard { property["default"] = standard }
      properties[field.name] = property
    }
    var result = object([
      "type": section.restart.isEmpty
        ? text("object") : JSONNode(.array([text("object"), text("string")])),
      "additionalProperties": JSONNode(.bool(false)), "properties": properties,
    ])
    if section.hasKinds { result["allOf"] = JSONNode(.array(conditions(section))) }
    return result
  }

  /// For each kind, the keys it does not have.
  ///
  /// An absent `kind` means the default one.
  private static func conditions(_ section: ConfigSection) -> [JSONNode] {
    guard case .choice(let kinds)? = section["kind"]?.type else { return [] }
    return kinds.compactMap { kind in
      let barred = section.fields.filter { !$0.applies(to: kind) }
      if barred.isEmpty { return nil }
      var test = object(["properties": object(["kind": object(["const": text(kind)])])])
      if kind != section.kind(of: nil) { test["required"] = JSONNode(.array([text("kind")])) }
      let properties = barred.map { member($0.name, JSONNode(.bool(false))) }
      return object([
        "if": test, "then": object(["properties": JSONNode(.object(properties))]),
      ])
    }
  }

  private static func schema(_ type: ConfigType, defaults: JSONNode?) -> JSONNode {
    switch type {
    case .bool: return object(["type": text("boolean")])
    case .integer(let range):
      var result = object([
        "type": text("integer"), "minimum": JSONNode(.number(String(range.lowerBound))),
      ])
      if range.upperBound != .max {
        result["maximum"] = JSONNode(.number(String(range.upperBound)))
      }
      return result
    case .number(let range): return schema(range)
    case .text, .path: return object(["type": text("string")])
    case .choice(let words): return object(["enum": JSONNode(.array(words.map(text)))])
    case .numbersByName(let range):
      return object(["type": text("object"), "additionalProperties": schema(range)])
    case .list(let element):
      return object(["type": text("array"), "items": schema(element, defaults: nil)])
    case .section(let section): return schema(section, defaults: defaults ?? section.defaults)
    }
  }

  private static func schema(_ range: NumberRange) -> JSONNode {
    var result = object(["type": text("number")])
    switch range.lower {
    case .none: break
    case .including(let bound): result["minimum"] = number(bound)
    case .excluding(let bound): result["exclusiveMinimum"] = number(bound)
    }
    switch range.upper {
    case .none: break
    case .including(let bound): result["maximum"] = number(bound)
    case .excluding(let bound): result["exclusiveMaximum"] = number(bound)
    }
    return result
  }
}
