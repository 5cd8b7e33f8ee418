internal import MotifData
internal import MotifModel
package import MotifReport

extension Trained {
  /// What a finished run has to show: validation, exact-match items, samples, the folder.
  package func summary(_ scores: [DomainScore], settings: TrainConfig) -> TrainingSummary {
    TrainingSummary(
      run: folder.path, steps: steps, validation: validation(scores),
      exactMatch: settings.evaluation.items > 0 ? accuracy(items: settings.evaluation.items) : [],
      samples: samplesBesideEarlierOnes(settings.generation))
  }

  /// What the model writes, beside what the model that a fine-tuning began with writes after the same
  /// prompts, where it is still there and there is room for it.
  private func samplesBesideEarlierOnes(
    _ settings: GenerationSettings
  ) -> [TrainingSummary.Sample] {
    var samples = samples(settings)
    guard chatAnswers != nil,
      let answers = try? ChatAnswers.before(config, model.config, tokenizer)
    else { return samples }
    let before = answers.samples(prepared.corpus.domains.compactMap(\.conversations), settings)
    guard before.map(\.prompt) == samples.map(\.prompt) else { return samples }
    for (place, sample) in before.enumerated() { samples[place].before = sample.text }
    return samples
  }
}

extension TrainingSummary.Validation {
  /// The row of `score` beside what a `generator` says.
  init(_ score: DomainScore, generator: Double?) {
    self.init(
      domain: score.domain, bitsPerByte: score.bitsPerByte,
      unigramBitsPerByte: score.unigramBitsPerByte, generatorBitsPerByte: generator)
  }
}
