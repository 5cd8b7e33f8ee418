internal import MotifCore
internal import MotifData
internal import MotifReport

/// The documents of a run by domain, split into training and validation.
struct PreparedCorpus {
  struct Domain {
    /// The domain's name, and how many documents and rows were read.
    let record: SourceRecord
    /// The generator, for domains that have one.
    let generator: (any SyntheticDomain)?
    let train: [Document]
    let validation: [Document]
    /// The tokens, for domains that have no documents.
    var stored: StoredDomain?
    /// The conversations, for domains to fine-tune on.
    var conversations: SourceConversations?

    var name: String { record.name }
  }

  let domains: [Domain]
  /// A line for each document that was dropped before; nil where none was to be.
  let audit: [String]?
  /// Which conversations a selection has kept; nil where none was made now.
  let kept: KeptSamples?
  let seed: UInt64

  /// Reads or makes `sources`, those of documents among the sources of `config`, and the conversations
  /// of the others; throws ``DataError`` or ``FileError`` for the first that cannot be.
  init(
    _ config: TrainConfig, sources: [CorpusSource?], choice: ConversationChoice = .all,
    output: ProgressOutput
  ) throws {
    let settings = config.data
    seed = UInt64(config.seed)
    let split = TrainValidationSplit(
      validationFraction: settings.validationFraction, seed: seed)
    let progress = ProgressLine(
      "reading", total: settings.sources.count, unit: "sources", output: output)
    let conversations = try SourceConversations.read(config, split, choice, progress: progress)
    kept = conversations.kept
    let read = try SourceDocuments(settings, sources, progress: progress)
    audit = read.audit ?? conversations.audit
    domains = try settings.sources.enumerated().map { place, source in
      if let conversations = conversations.sources[place] {
        return Domain(conversations, name: source.name)
      }
      guard let passedOver = read.passedOver[place] else {
        let stored = try StoredDomain(source.path, domain: source.name, split)
        return Domain(
          record: SourceRecord(
            name: source.name, training: stored.documents.training,
            validation: stored.documents.validation, passedOver: stored.passedOver),
          generator: nil, train: [], validation: [], stored: stored)
      }
      let parts = try source.halves(of: read.documents[place], split)
      return Domain(
        record: SourceRecord(
          name: source.name, training: parts.train.count, validation: parts.validation.count,
          passedOver: passedOver),
        generator: source.kind == .synthetic
          ? try SyntheticDomains.named(source.family.rawValue) : nil,
        train: parts.train, validation: parts.validation)
    }
    let count = domains.reduce(0) { $0 + $1.record.training }
    progress.finish(
      "\(count) \(conversations.sources.contains { $0 != nil } ? "conversations" : "documents")")
  }

  /// Training documents for the tokenizer, domains in turn, up to `bytes` bytes.
  func sample(bytes: Int) -> [Document] {
    CorpusSample.inTurn(
      domains.map { $0.conversations?.train.documents ?? $0.train }, bytes: bytes)
  }
}

extension PreparedCorpus.Domain {
  fileprivate init(_ conversations: SourceConversations, name: String) {
    self.init(
      record: SourceRecord(
        name: name, training: conversations.train.samples.count,
        validation: conversations.validation.samples.count, conversations: conversations.counts),
      generator: nil, train: [], validation: [], conversations: conversations)
  }
}
