/// What values a config key takes.
package indirect enum ConfigType: Sendable {
  case bool
  case integer(ClosedRange<Int>)
  case number(NumberRange)
  case text
  /// A file; a relative one is looked for beside the config file first.
  case path
  /// One of these words.
  case choice([String])
  /// Words of any kind to numbers of the range.
  case numbersByName(NumberRange)
  case list(of: ConfigType)
  case section(ConfigSection)
}

/// The numbers a key accepts.
package struct NumberRange: Sendable {
  package enum Bound: Sendable { case none, including(Double), excluding(Double) }

  package var lower = Bound.none
  package var upper = Bound.none

  /// The numbers between the bounds.
  package init(lower: Bound = .none, upper: Bound = .none) {
    self.lower = lower
    self.upper = upper
  }

  package static let positive = NumberRange(lower: .excluding(0))
  package static let notNegative = NumberRange(lower: .including(0))
  package static let fraction = NumberRange(lower: .including(0), upper: .including(1))
  package static let belowOne = NumberRange(lower: .including(0), upper: .excluding(1))
  /// Decays of a mean: so far below 1 that one minus them is not lost in Float.
  package static let decay = NumberRange(lower: .including(0), upper: .including(0.999_999_9))
  /// What keeps divisors away from zero, in Float too.
  package static let epsilon = NumberRange(lower: .including(1e-30))
  package static let any = NumberRange()

  package func contains(_ value: Double) -> Bool {
    let isAbove =
      switch lower {
      case .none: true
      case .including(let bound): value >= bound
      case .excluding(let bound): value > bound
      }
    let isBelow =
      switch upper {
      case .none: true
      case .including(let bound): value <= bound
      case .excluding(let bound): value < bound
      }
    return isAbove && isBelow
  }
}

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

  package subscript(name: String) -> ConfigField? { fields.first { $0.name == name } }

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
