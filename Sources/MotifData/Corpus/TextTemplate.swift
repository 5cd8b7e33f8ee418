/// Text with fields in braces, such as `Q: {question}\nA: {answer}`; `{{` and `}}` are braces.
public struct TextTemplate: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case literal(String)
    case field(String)
  }

  private let parts: [Part]
  /// The fields in order of appearance.
  public let fields: [String]
  /// The template as written.
  public let source: String

  /// Reads a template; throws a sentence on unbalanced braces or when it names no field.
  public init(_ source: String) throws(DataError) {
    var parts: [Part] = []
    var literal = ""
    // By scalars: a brace before a combining mark is a brace.
    var rest = source.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        rest.removeFirst()
        literal.unicodeScalars.append(scalar)
      case "{":
        guard let end = rest.firstIndex(of: "}") else {
          throw .invalid("the template \"\(source)\" opens a brace that it never closes")
        }
        let name = String(rest[..<end])
        guard !name.isEmpty, !rest[..<end].contains("{") else {
          throw .invalid("the template \"\(source)\" has braces without a field name")
        }
        parts.append(.literal(literal))
        parts.append(.field(name))
        literal = ""
        rest = rest[rest.index(after: end)...]
      case "}": throw .invalid("the template \"\(source)\" closes a brace that it never opened")
      default: literal.unicodeScalars.append(scalar)
      }
    }
    guard !parts.isEmpty else { throw .invalid("the template \"\(source)\" names no field") }
    self.parts = parts + [.literal(literal)]
    fields = parts.compactMap { if case .field(let name) = $0 { name } else { nil } }
    self.source = source
  }

  /// The template with `values`, one for each of ``fields``, in their places.
  package func fill(_ values: [String]) -> String {
    var result = ""
    var rest = values[...]
    for part in parts {
      switch part {
      case .literal(let text): result += text
      case .field: result += rest.popFirst() ?? ""
      }
    }
    return result
  }
}
