/// Text with fields in braces, such as `Q: {question}\nA: {answer}`; `{{` and `}}` are braces.
public struct TextTemplate: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case literal(String)
    case field(String)
  }

  private let parts: [Part]
  /// The template as written.
  public let source: String

  /// Reads a template; throws a sentence on unbalanced braces or when it names no field.
  public init(_ source: String) throws(DataError) {
    var parts: [Part] = []
    var literal = ""
    var rest = source[...]
    while let character = rest.first {
      rest.removeFirst()
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        rest.removeFirst()
        literal.append(character)
      case "{":
        guard let end = rest.firstIndex(of: "}") else {
          throw .invalid("the template \"\(source)\" opens a brace that it never closes")
        }
        let name = String(rest[..<end])
        guard !name.isEmpty, !name.contains("{") else {
          throw .invalid("the template \"\(source)\" has braces without a field name")
        }
        parts.append(.literal(literal))
        parts.append(.field(name))
        literal = ""
        rest = rest[rest.index(after: end)...]
      case "}": throw .invalid("the template \"\(source)\" closes a brace that it never opened")
      default: literal.append(character)
      }
    }
    guard !parts.isEmpty else { throw .invalid("the template \"\(source)\" names no field") }
    self.parts = parts + [.literal(literal)]
    self.source = source
  }

  /// The fields in order of appearance.
  public var fields: [String] {
    parts.compactMap { if case .field(let name) = $0 { name } else { nil } }
  }

  /// The template with its fields filled in by `value`; nil values are left out by the caller.
  func fill(_ value: (String) -> String) -> String {
    parts.map {
      switch $0 {
      case .literal(let text): text
      case .field(let name): value(name)
      }
    }.joined()
  }
}
