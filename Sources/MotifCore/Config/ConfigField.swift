/// One key of a section.
package struct ConfigField: Sendable {
  package let name: String
  package let type: ConfigType
  /// What the key means, for people.
  package let documentation: String
  /// The kinds of the section that have this key; empty means all.
  package let kinds: [String]
  /// Other words people use for it, for suggestions only.
  package let alsoCalled: [String]

  package init(
    _ name: String, _ type: ConfigType, _ documentation: String, kinds: [String] = [],
    alsoCalled: [String] = []
  ) {
    self.name = name
    self.type = type
    self.documentation = documentation
    self.kinds = kinds
    self.alsoCalled = alsoCalled
  }

  /// Whether a section of this kind has the key.
  package func applies(to kind: String) -> Bool { kinds.isEmpty || kinds.contains(kind) }
}
