internal import MotifData
internal import MotifOptimizer

/// The rules by which a stage leaves conversations out.
struct SelectionRules {
  private let samples: [String: ConversationSet.Sample]
  private let model: SampleScorer?
  private let earlier: SampleScorer?
  private let config: TrainConfig

  /// Those that `config` asks for, over `samples` by the names that curation gives them; `model` is nil
  /// where none is asked, `earlier` where it is not known which one it was trained from.
  init(
    _ samples: [String: ConversationSet.Sample], _ model: SampleScorer?, _ config: TrainConfig,
    earlier: SampleScorer? = nil
  ) {
    (self.samples, self.model, self.config) = (samples, model, config)
    self.earlier = earlier
  }

  /// The rules in order: what looks at a text alone, what asks the model, and last what prunes.
  ///
  /// Throws ``DataError`` where there are too few texts for a regression.
  func operators() throws(DataError) -> [any CurationOperator] {
    let settings = config.data.selection
    var rules: [any CurationOperator] = []
    let seed = UInt64(config.seed)
    if settings.quality > 0 {
      let scorer = try ConversationQualityScorer(samples, seed: seed)
      rules.append(
        ThresholdFilter(
          name: "quality", scorer: scorer, place: scorer.width - 1, range: settings.quality...1))
    }
    if let model {
      if settings.lossLow > 0 || settings.lossHigh < 100 {
        rules.append(
          PercentileFilter(
            name: "loss", scorer: model.loss,
            band: PercentileBand(
              low: min(settings.lossLow, settings.lossHigh), high: settings.lossHigh)))
      }
      if settings.difficulty {
        rules.append(
          DifficultyFilter(
            scorer: model.difficulty,
            rule: InstructionDifficulty(limit: config.training.sequenceLength)))
      }
      if settings.semanticDuplicates > 0 {
        rules.append(
          SemanticDuplicateFilter(
            embedding: model.embedding, clusters: settings.clusters,
            epsilon: settings.semanticDuplicates, centred: true, seed: seed))
      }
      if settings.prune > 0, !settings.pruneRandomly {
        rules.append(
          UtilityFilter(
            losses: model.loss(beside: earlier), embedding: model.embedding,
            clusters: settings.clusters,
            fraction: settings.prune, centred: true, seed: seed))
      }
    }
    if settings.prune > 0, settings.pruneRandomly {
      rules.append(RandomFilter(fraction: settings.prune, seed: seed))
    }
    return rules
  }
}
