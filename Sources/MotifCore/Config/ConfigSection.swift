/// An object of the config: its keys, and their defaults as the Swift type encodes them.
package struct ConfigSection: Sendable {
  package let fields: [ConfigField]
  /// Every key with its default value.
  package let defaults: JSONNode
  /// Groups of keys of which one is used: where a later layer sets one, earlier layers' others go.
  package let exclusive: [[String]]
  /// A key that starts the section afresh: where a later layer sets it, all earlier keys go.
  package let restart: String

  package init(
    defaults: JSONNode, exclusive: [[String]] = [], restart: String = "", _ fields: [ConfigField]
  ) {
    self.fields = fields
    self.defaults = defaults
    self.exclusive = exclusive
    self.restart = restart
  }

  /// `node`, or where it is one word of a section that may start afresh, the section with that word.
  package func unfolded(_ node: JSONNode) -> JSONNode {
    guard !restart.isEmpty, case .string = node.value else { return node }
    return JSONNode(
      .object([.init(key: restart, keyOrigin: node.origin, node: node)]), node.origin)
  }

  package subscript(name: String) -> ConfigField? { fields.first { $0.name == name } }

  /// What a key of an exclusive group holds while another of the group is chosen: 0 for a number, the
  /// default for anything else.
  package func unchosen(_ name: String) -> JSONNode? {
    if case .number? = defaults[name]?.value { return JSONNode(.number("0")) }
    return defaults[name]
  }

  /// Whether some keys depend on `kind`.
  package var hasKinds: Bool { fields.contains { !$0.kinds.isEmpty } }

  /// Whether `kind` is one of the section's.
  package func knowsKind(_ kind: String) -> Bool {
    if case .choice(let kinds)? = self["kind"]?.type { kinds.contains(kind) } else { true }
  }

  /// The `kind` in force where `node` sets some keys of the section.
  package func kind(of node: JSONNode?) -> String {
    node?["kind"]?.string ?? defaults["kind"]?.string ?? ""
  }
}
