package import MotifCore
public import MotifData

/// Documents and their mixture.
public struct DataSettings: Codable, Sendable, Equatable {
  /// The sources; each is a domain of the mixture.
  public var sources: [SourceSettings] = []
  /// What of them is dropped first.
  public var curation = CurationSettings()
  /// Which conversations are left out.
  public var selection = SelectionSettings()
  /// How often each domain is drawn.
  public var mixture = MixtureSettings()
  /// The share of documents held out for evaluation.
  public var validationFraction = 0.05
  /// Whether documents are drawn in a seeded random order instead of the file's.
  public var shuffle = true
  /// Which texts are tokenized into files that are read in place, instead of into memory.
  public enum Cache: String, Codable, Sendable, CaseIterable {
    /// Large ones, where all texts together are more than an eighth of the memory.
    case auto
    /// All.
    case always
    /// None.
    case never
  }

  /// Which texts are read from files of tokens.
  public var cache = Cache.auto
  /// Whether attention crosses the documents of a row instead of ending with each.
  public var joinDocuments = false

  /// No sources.
  public init() {}
}

extension DataSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "sources", .list(of: .section(of: SourceSettings.self)),
      "Where documents come from, one domain each.",
      alsoCalled: ["datasets", "domains"]),
    ConfigField(
      "curation", .section(of: CurationSettings.self),
      "What is dropped before the tokenizer sees it; the run's curation.jsonl says what and why."),
    ConfigField(
      "selection", .section(of: SelectionSettings.self),
      "Which conversations a finetune stage leaves out, by their text and by the model that it starts "
        + "from; the run's curation.jsonl says which and why.", alsoCalled: ["pruning", "quality"]),
    ConfigField("mixture", .section(of: MixtureSettings.self), "How often each domain is drawn."),
    ConfigField(
      "validationFraction", .number(.belowOne), "The share of documents held out.",
      alsoCalled: ["valFraction", "validationSplit"]),
    ConfigField("shuffle", .bool, "Whether documents come in a seeded random order."),
    ConfigField(
      "cache", .oneOf(Cache.self),
      "Which texts are tokenized into files beside the run's folder and read in place: auto takes large "
        + "ones where all texts together are more than an eighth of the memory. The rows are the same."
    ),
    ConfigField(
      "joinDocuments", .bool, "Whether attention crosses the documents that share a row.",
      alsoCalled: ["joinsDocuments", "crossDocumentAttention"]),
  ]
}
