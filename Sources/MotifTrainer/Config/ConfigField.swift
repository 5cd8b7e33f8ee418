/// What values a config key takes.
indirect enum ConfigType: Sendable {
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
struct NumberRange: Sendable {
  enum Bound: Sendable { case none, including(Double), excluding(Double) }

  var lower = Bound.none
  var upper = Bound.none

  static let positive = NumberRange(lower: .excluding(0))
  static let notNegative = NumberRange(lower: .including(0))
  static let fraction = NumberRange(lower: .including(0), upper: .including(1))
  static let belowOne = NumberRange(lower: .including(0), upper: .excluding(1))
  /// Decays of a mean: so far below 1 that one minus them is not lost in Float.
  static let decay = NumberRange(lower: .including(0), upper: .including(0.999_999_9))
  /// What keeps divisors away from zero, in Float too.
  static let epsilon = NumberRange(lower: .including(1e-30))
  static let any = NumberRange()

  func contains(_ value: Double) -> Bool {
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
struct ConfigField: Sendable {
  let name: String
  let type: ConfigType
  /// What the key means, for people.
  let documentation: String
  /// The kinds of the section that have this key; empty means all.
  let kinds: [String]
  /// Other words people use for it, for suggestions only.
  let alsoCalled: [String]

  init(
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
  func applies(to kind: String) -> Bool { kinds.isEmpty || kinds.contains(kind) }
}

/// An object of the config: its keys, and their defaults as the Swift type encodes them.
struct ConfigSection: Sendable {
  let fields: [ConfigField]
  /// Every key with its default value.
  let defaults: JSONNode
  /// Groups of keys of which one is used: where a later layer sets one, earlier layers' others go.
  let exclusive: [[String]]
  /// A key that starts the section afresh: where a later layer sets it, all earlier keys go.
  let restart: String

  init(
    defaults: JSONNode, exclusive: [[String]] = [], restart: String = "", _ fields: [ConfigField]
  ) {
    self.fields = fields
    self.defaults = defaults
    self.exclusive = exclusive
    self.restart = restart
  }

  subscript(name: String) -> ConfigField? { fields.first { $0.name == name } }

  /// Whether some keys depend on `kind`.
  var hasKinds: Bool { fields.contains { !$0.kinds.isEmpty } }

  /// Whether `kind` is one of the section's.
  func knowsKind(_ kind: String) -> Bool {
    if case .choice(let kinds)? = self["kind"]?.type { kinds.contains(kind) } else { true }
  }

  /// The `kind` in force where `node` sets some keys of the section.
  func kind(of node: JSONNode?) -> String {
    node?["kind"]?.string ?? defaults["kind"]?.string ?? ""
  }
}
