internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifReport

/// How a stage chooses among its conversations.
enum SampleSelection {
  /// All are taken.
  case all
  /// Those that the run in the folder has begun with.
  case kept(KeptSamples, folder: String)
  /// Those that text features and a model leave; scores are kept in the folder, where there is one.
  case chosen(Chooser?, scores: String?)

  /// The model that a stage starts from, read only when it is asked.
  struct Chooser {
    let tokenizer: ByteLevelBPE
    /// Tells it from other models.
    let identity: String
    let model: () throws -> CausalLanguageModel
  }

  /// What `sets`, one for each source, keep, and a line for each sample that was dropped; both nil where
  /// nothing was asked for.
  ///
  /// Throws one sentence for a source that has none left, or a score that cannot be kept.
  func apply(
    to sets: [ConversationSet], _ config: TrainConfig, progress: ProgressLine
  ) throws -> (kept: [[Int]], audit: [String])? {
    let settings = config.data
    switch self {
    case .kept(let samples, let folder):
      try samples.require(sets.map { ($0.domain, $0.samples.count) }, in: folder)
      return (samples.sources.map(\.kept), [])
    case .all:
      guard settings.curation.isActive else { return nil }
      return try curated(sets, config, [], scores: nil, progress)
    case .chosen(let chooser, let scores):
      guard settings.curation.isActive || settings.selection.isActive else { return nil }
      let samples = Dictionary(
        uniqueKeysWithValues: sets.flatMap { set in
          set.samples.enumerated().map { (CorpusCuration.name($0, of: set.domain), $1) }
        })
      var asked: SampleScorer?
      if settings.selection.asksModel, let chooser, let template = try config.chat.usedTemplate() {
        progress.busy("reading the model that chooses")
        asked = try SampleScorer(
          samples, config, template, chooser.model(), chooser.tokenizer,
          identity: chooser.identity)
      }
      let operators = try Self.operators(settings.selection, samples, asked, config)
      return try curated(sets, config, operators, scores: scores, progress)
    }
  }

  private func curated(
    _ sets: [ConversationSet], _ config: TrainConfig, _ selection: [any CurationOperator],
    scores: String?, _ progress: ProgressLine
  ) throws -> (kept: [[Int]], audit: [String]) {
    let settings = config.data.curation
    let total = sets.reduce(0) { $0 + $1.samples.count }
    let curation = try CorpusCuration(
      settings, sets.map(\.documents), prompts: settings.prompts(), selection: selection,
      scoreFolder: scores
    ) {
      switch $0 {
      case .scored(let count, let reused):
        progress.busy("scoring \(count)/\(total) conversations, \(reused) scores from before")
      case .deciding(let rule): progress.busy("selecting by \(rule)")
      case .delivered: break
      }
    }
    progress.note("selection \(curation.summary.text)")
    return (curation.kept, curation.audit.map(\.line))
  }

  /// The rules in order: what looks at a text alone, what asks the model, and last what prunes.
  private static func operators(
    _ settings: SelectionSettings, _ samples: [String: ConversationSet.Sample],
    _ model: SampleScorer?, _ config: TrainConfig
  ) throws(DataError) -> [any CurationOperator] {
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
            epsilon: settings.semanticDuplicates, seed: seed))
      }
      if settings.prune > 0, !settings.pruneRandomly {
        rules.append(
          UtilityFilter(
            losses: model.loss, embedding: model.embedding, clusters: settings.clusters,
            fraction: settings.prune, seed: seed))
      }
    }
    if settings.prune > 0, settings.pruneRandomly {
      rules.append(RandomFilter(fraction: settings.prune, seed: seed))
    }
    return rules
  }
}
