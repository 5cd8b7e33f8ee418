internal import MotifData
internal import MotifOptimizer
internal import MotifReport

extension RunPreparation.Prepared {
  /// What the generator of `name` leaves to chance in the text on which a run of `config` is validated;
  /// nil where there is no generator.
  func floor(of name: String, _ config: TrainConfig) -> GeneratorFloor.Share? {
    guard let domain = corpus.domains.first(where: { $0.name == name }), domain.generator != nil,
      let held = tokens.validation.first(where: { $0.domain == name })
    else { return nil }
    let all = (tokens.train + tokens.validation).filter { $0.domain == name }
    let batches = SequentialBatches(
      held, rows: 1, length: config.training.sequenceLength,
      maximumTokens: config.evaluation.maxTokens)
    return GeneratorFloor(all).share(
      of: domain.validation, in: held, tokens: batches.tokenCount, tokenizer: tokenizer)
  }

  /// What the generators leave to chance, in bits a byte, of the domains that have one.
  func floors(_ config: TrainConfig) -> [MetricsRecord.Entry] {
    tokens.validation.compactMap { held in
      floor(of: held.domain, config)?.bitsPerByte.map { .init(held.domain, $0) }
    }
  }
}
