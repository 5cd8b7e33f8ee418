internal import MotifData
package import MotifReport

extension Trained {
  /// What a finished run has to show: validation, exact-match items, samples, the folder.
  package func summary(_ scores: [DomainScore], settings: TrainConfig) -> TrainingSummary {
    TrainingSummary(
      run: folder.path, steps: steps, validation: validation(scores),
      exactMatch: settings.evaluation.items > 0 ? accuracy(items: settings.evaluation.items) : [],
      samples: samples(settings.generation))
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
