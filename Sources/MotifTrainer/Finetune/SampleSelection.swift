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
    /// The model that this one was trained from, with what tells it from others; nil where it is gone.
    var earlier: (identity: String, model: () throws -> CausalLanguageModel)?
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
      var earlier: SampleScorer?
      if settings.selection.asksModel, let chooser, let template = try config.chat.usedTemplate() {
        progress.busy("reading the model that chooses")
        asked = try SampleScorer(
          samples, config, template, chooser.model(), chooser.tokenizer,
          identity: chooser.identity, embeds: settings.selection.asksEmbeddings)
        if settings.selection.asksEarlierModel, let before = chooser.earlier {
          earlier = try SampleScorer(
            samples, config, template, before.model(), chooser.tokenizer,
            identity: before.identity, embeds: false)
        }
      }
      let operators = try SelectionRules(samples, asked, config, earlier: earlier).operators()
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
}
