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

    var name: String { record.name }
  }

  let domains: [Domain]
  /// A line for each document that was dropped before; nil where none was to be.
  let audit: [String]?
  let seed: UInt64

  /// Reads or makes `sources`, which `settings` describe; throws ``DataError`` or ``FileError`` for the first that cannot be.
  init(
    _ settings: DataSettings, sources: [CorpusSource], seed: UInt64, output: ProgressOutput
  ) throws {
    self.seed = seed
    let split = TrainValidationSplit(
      validationFraction: settings.validationFraction, seed: seed)
    let progress = ProgressLine(
      "reading", total: settings.sources.count, unit: "sources", output: output)
    let read = try SourceDocuments(settings, sources, progress: progress)
    audit = read.audit
    domains = try settings.sources.enumerated().map { place, source in
      guard let passedOver = read.passedOver[place] else {
        let stored = try StoredDomain(source.path, domain: source.name, split)
        return Domain(
          record: stored.record, generator: nil, train: [], validation: [], stored: stored)
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
    progress.finish("\(domains.reduce(0) { $0 + $1.record.training }) documents")
  }

  /// Training documents for the tokenizer, domains in turn, up to `bytes` bytes.
  func sample(bytes: Int) -> [Document] {
    CorpusSample.inTurn(domains.map(\.train), bytes: bytes)
  }

  /// Both sides as tokens; domains without a held-out document are not validated.
  ///
  /// - Parameter endOfText: the token that ends documents; empty takes the tokenizer's usual one.
  func tokenized(
    _ tokenizer: ByteLevelBPE, endOfText: String, output: ProgressOutput
  ) throws -> (train: [TokenizedCorpus], validation: [TokenizedCorpus]) {
    let total = domains.reduce(0) { $0 + $1.train.count + $1.validation.count }
    let progress = ProgressLine("tokenizing", total: total, unit: "documents", output: output)
    var (documents, tokens) = (0, 0)
    func tokenize(_ domain: Domain, _ part: [Document]) throws -> TokenizedCorpus {
      let corpus = try TokenizedCorpus(
        domain: domain.name, documents: part, tokenizer: tokenizer,
        endOfText: endOfText.isEmpty ? nil : endOfText
      ) { progress.update(documents + $0, work: tokens + $1) }
      documents += part.count
      tokens += corpus.tokens.count
      return corpus
    }
    var train: [TokenizedCorpus] = []
    var validation: [TokenizedCorpus] = []
    for domain in domains {
      if let stored = domain.stored {
        try stored.add(to: &train, &validation, tokenizer, endOfText: endOfText)
        tokens += stored.tokenCount
        continue
      }
      train.append(try tokenize(domain, domain.train))
      if !domain.validation.isEmpty { validation.append(try tokenize(domain, domain.validation)) }
    }
    progress.finish("\(tokens) tokens")
    return (train, validation)
  }
}
