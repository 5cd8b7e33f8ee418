/// Something that Swift code declares at the top level or as a member.
struct Declaration: Sendable {
  /// What is declared.
  enum Kind: Sendable {
    case type, `extension`, function, initializer, subscription, value, enumCase, module, other
  }

  let kind: Kind
  /// The name; dots separate the names of a nested type that is extended, and of a module's parts.
  let name: String
  /// The access that is written, nil where it is left out.
  let access: String?
  /// From the first attribute or modifier to the last brace.
  let lines: ClosedRange<Int>
  /// The tokens of the file that make it up.
  let tokens: Range<Int>
  /// What a type or an extension contains.
  let members: [Declaration]

  /// Whether only its own file sees it.
  var isPrivate: Bool { access == "private" || access == "fileprivate" }

  /// Whether other targets see it.
  var isVisibleOutside: Bool { access == "public" || access == "open" || access == "package" }

  /// Its lines of code, without its documentation.
  var lineCount: Int { lines.count }

  /// The outermost type that it declares or extends.
  var outermost: String { name.split(separator: ".").first.map(String.init) ?? name }

  /// Whether it counts as a member of the type around it.
  var isMember: Bool {
    switch kind {
    case .type, .function, .initializer, .subscription, .value, .enumCase: true
    case .extension, .module, .other: false
    }
  }

  /// The types that it contains, at any depth.
  var nestedTypes: [Declaration] {
    members.filter { $0.kind == .type }.flatMap { [$0] + $0.nestedTypes }
  }
}
