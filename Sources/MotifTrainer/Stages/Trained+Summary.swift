extension Trained {
  /// What a finished run has to show: validation, exact-match items, samples, the folder.
  package func summary(_ scores: [DomainScore], settings: TrainConfig) -> TrainingSummary {
    TrainingSummary(
      run: folder.path, validation: validation(scores),
      exactMatch: settings.evaluation.items > 0 ? accuracy(items: settings.evaluation.items) : [],
      samples: samples(settings.generation))
  }
}
