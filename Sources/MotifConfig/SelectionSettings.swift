package import MotifCore

/// Which conversations a stage leaves out, by their text and by the model that it starts from.
public struct SelectionSettings: Codable, Sendable, Equatable {
  /// The least chance that an answer is whole, by a regression on features of its text; 0 keeps all.
  public var quality = 0.0
  /// The percentile of the mean loss, by domain, below which samples are left out.
  public var lossLow = 0.0
  /// The percentile above which they are left out.
  public var lossHigh = 100.0
  /// Whether samples are left out whose prompt does not help to their answer, or all but gives it.
  public var difficulty = false
  /// How near embeddings are duplicates: left out above a cosine of 1 − ε; 0 keeps all.
  public var semanticDuplicates = 0.0
  /// The share that is left out of what teaches least, at most.
  public var prune = 0.0
  /// Whether that share is chosen at random instead: what a comparison needs.
  public var pruneRandomly = false
  /// Into how many clusters embeddings are parted; each keeps a sample.
  public var clusters = 16

  /// Nothing is left out.
  public init() {}

  /// Whether anything may be left out.
  package var isActive: Bool { quality > 0 || asksModel || prune > 0 }
  /// Whether the model that the stage starts from is asked.
  package var asksModel: Bool {
    lossLow > 0 || lossHigh < 100 || difficulty || semanticDuplicates > 0
      || prune > 0 && !pruneRandomly
  }
  /// Whether it is asked for the embeddings of samples.
  package var asksEmbeddings: Bool { semanticDuplicates > 0 || asksEarlierModel }
  /// Whether a rule compares losses with those of the model that the stage's model was trained from.
  package var asksEarlierModel: Bool { prune > 0 && !pruneRandomly }
}

extension SelectionSettings: ConfigSettings {
  /// The keys.
  package static let fields = [
    ConfigField(
      "quality", .number(.fraction),
      "The least chance that an answer is whole, by a regression on features of its text; 0 keeps "
        + "all."),
    ConfigField(
      "lossLow", .number(.percent),
      "The percentile of the mean loss under the model that the stage starts from, below which "
        + "samples are left out, such as 5.", alsoCalled: ["perplexityLow"]),
    ConfigField(
      "lossHigh", .number(.percent), "The percentile above which they are left out, such as 90.",
      alsoCalled: ["perplexityHigh"]),
    ConfigField(
      "difficulty", .bool,
      "Whether to leave out samples whose prompt does not help the model to their answer (a ratio of "
        + "losses above 1) or all but gives it (below 0.2).", alsoCalled: ["ifd"]),
    ConfigField(
      "semanticDuplicates", .number(.fraction),
      "ε: samples are left out whose embedding has a cosine above 1 − ε with a better one of its "
        + "cluster, such as 0.05; 0 keeps all.", alsoCalled: ["semdedup"]),
    ConfigField(
      "prune", .number(.fraction),
      "The share of the samples to leave out at most, those that teach least, such as 0.3.",
      alsoCalled: ["dropFraction"]),
    ConfigField(
      "pruneRandomly", .bool, "Whether that share is chosen at random instead, to compare with."),
    ConfigField(
      "clusters", .count, "Into how many clusters embeddings are parted; each keeps a sample."),
  ]
}
