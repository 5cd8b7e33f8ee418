internal import MotifData

extension SourceSettings {
  /// A source of synthetic documents, by its name in `SyntheticDomains`: an embedded generator, a
  /// domain of abilities with all of its families, or one family of tasks.
  public struct Family: RawRepresentable, Codable, Sendable, CaseIterable, Hashable {
    /// All there are.
    public static let allCases = SyntheticDomains.sources.map { Family(known: $0.name) }
    /// Short stories.
    public static let stories = Family(known: "stories")
    /// Worked sums.
    public static let arithmetic = Family(known: "arithmetic")

    /// The name.
    public let rawValue: String

    /// The source of that name; nil where there is none.
    public init?(rawValue: String) {
      guard Self.allCases.contains(where: { $0.rawValue == rawValue }) else { return nil }
      self.rawValue = rawValue
    }

    private init(known name: String) { rawValue = name }
  }
}
