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

extension ConfigType {
  /// How many of something: 1 or more.
  package static let count = integer(1...Int.max)
  /// How many of something that may be missing: 0 or more.
  package static let countOrZero = integer(0...Int.max)

  /// The words of an enumeration.
  package static func oneOf<Words: CaseIterable & RawRepresentable>(_ type: Words.Type) -> Self
  where Words.RawValue == String {
    .choice(type.allCases.map(\.rawValue))
  }

  /// The keys of other settings.
  package static func section(of settings: (some ConfigSettings).Type) -> Self {
    .section(settings.section)
  }
}
