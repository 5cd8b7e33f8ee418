internal import MotifCore
internal import MotifData
internal import MotifReport

/// The tokens of a run's sources, to train on and to validate, and what was found in each source.
struct TokenizedSources {
  private(set) var train: [TokenizedDomain] = []
  /// Domains without anything held out are not validated.
  private(set) var validation: [TokenizedDomain] = []
  private(set) var records: [SourceRecord] = []

  /// The tokens that `tokenizer` makes of `domains`, by the settings of `config`.
  ///
  /// Throws ``DataError`` for a domain that has nothing to train on.
  init(
    _ domains: [PreparedCorpus.Domain], _ tokenizer: ByteLevelBPE, _ config: TrainConfig,
    output: ProgressOutput
  ) throws {
    let endOfText = config.tokenizer.endOfText
    let total = domains.reduce(0) { $0 + $1.record.training + $1.record.validation }
    let progress = ProgressLine("tokenizing", total: total, unit: "documents", output: output)
    var (documents, tokens) = (0, 0)
    func tokenize(_ domain: PreparedCorpus.Domain, _ part: [Document]) throws -> TokenizedDomain {
      let corpus = try TokenizedCorpus(
        domain: domain.name, documents: part, tokenizer: tokenizer,
        endOfText: endOfText.isEmpty ? nil : endOfText
      ) { progress.update(documents + $0, work: tokens + $1) }
      documents += part.count
      tokens += corpus.tokens.count
      return .documents(corpus)
    }
    let hasConversations = domains.contains { $0.conversations != nil }
    var encoding = hasConversations ? try SampleEncoding(config, tokenizer) : nil
    for domain in domains {
      var record = domain.record
      if let stored = domain.stored {
        let corpora = try stored.corpora(tokenizer, endOfText: endOfText)
        train.append(.documents(corpora.train))
        if let held = corpora.validation { validation.append(.documents(held)) }
        tokens += stored.tokenCount
      } else if let found = try domain.conversations.flatMap({ try encoding?.samples(of: $0) }) {
        train.append(.samples(found.train))
        if let held = found.validation { validation.append(.samples(held)) }
        documents += record.training + record.validation
        tokens += found.train.tokens.count + (found.validation?.tokens.count ?? 0)
        progress.note("\(domain.name): \(found.counts.text)")
        progress.update(documents, work: tokens)
        record = SourceRecord(
          name: domain.name, training: found.train.count, validation: found.validation?.count ?? 0,
          conversations: found.counts)
      } else {
        train.append(try tokenize(domain, domain.train))
        if !domain.validation.isEmpty {
          validation.append(try tokenize(domain, domain.validation))
        }
      }
      records.append(record)
    }
    progress.finish("\(tokens) tokens")
  }
}
