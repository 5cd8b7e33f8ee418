extension ConfigReference {
  /// The text about the keys at and below `path`: a block each, with a blank line between them.
  package func text(about path: String) -> String {
    entries(at: path).map(\.text).joined(separator: "\n\n")
  }
}

extension ConfigReference.Entry {
  /// The key, what it means, and in columns what it takes, its default and when it counts.
  package var text: String {
    var table = TextTable(numbers: 0, notes: 1)
    table.add("value", field.type.reference)
    if case .section = field.type {} else { table.add("default", standard?.line ?? "none") }
    if !conditions.isEmpty { table.add("only if", conditions.joined(separator: " and ")) }
    return "\(path)\n  \(field.documentation)\n" + table.text()
  }
}

extension ConfigType {
  /// What a value is, with what it consists of.
  fileprivate var reference: String {
    switch self {
    case .numbersByName(let range): "\(expectation); each is \(Self.number(range).expectation)"
    case .list(let element): "\(expectation); each element is \(element.reference)"
    default: expectation
    }
  }
}
