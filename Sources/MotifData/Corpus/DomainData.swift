/// From sources to token streams: the documents of every domain, split, then tokenised.
public struct DomainData: Sendable {
  /// One domain of a config.
  public struct Config: Codable, Sendable, Equatable {
    /// The name that the curriculum uses.
    public var name = "stories"
    /// Where its documents come from.
    public var source = CorpusSource.synthetic(domain: "stories")

    /// Synthetic stories.
    public init() {}

    /// A domain of the given name and source.
    public init(name: String, source: CorpusSource) {
      self.name = name
      self.source = source
    }
  }

  /// Training documents by domain, in the order of the configs.
  public let train: [(domain: String, documents: [Document])]
  /// Held-out documents by domain; a domain may have none.
  public let validation: [(domain: String, documents: [Document])]

  /// Reads and splits the documents of every domain.
  public init(_ domains: [Config], split: TrainValidationSplit = .init()) throws(DataError) {
    guard !domains.isEmpty else { throw .invalid("no domain is configured") }
    guard Set(domains.map(\.name)).count == domains.count else {
      throw .invalid("two domains have the same name: \(domains.map(\.name))")
    }
    var train: [(domain: String, documents: [Document])] = []
    var validation: [(domain: String, documents: [Document])] = []
    for domain in domains {
      let sides = try split.apply(to: domain.source.documents(domain: domain.name))
      train.append((domain.name, sides.train))
      validation.append((domain.name, sides.validation))
    }
    self.train = train
    self.validation = validation
  }

  /// Learns a tokeniser from the training documents of all domains.
  public func trainTokenizer(_ config: BPETrainer.Config) throws(DataError) -> ByteLevelBPE {
    try BPETrainer.train(config, on: train.lazy.flatMap(\.documents))
  }

  /// The token streams of both sides; a domain without held-out documents has no validation stream.
  public func tokenized(
    by tokenizer: ByteLevelBPE
  ) throws(DataError) -> (train: [TokenizedCorpus], validation: [TokenizedCorpus]) {
    var sides: (train: [TokenizedCorpus], validation: [TokenizedCorpus]) = ([], [])
    for (domain, documents) in train {
      sides.train.append(
        try TokenizedCorpus(domain: domain, documents: documents, tokenizer: tokenizer))
    }
    for (domain, documents) in validation where !documents.isEmpty {
      sides.validation.append(
        try TokenizedCorpus(domain: domain, documents: documents, tokenizer: tokenizer))
    }
    return sides
  }
}
