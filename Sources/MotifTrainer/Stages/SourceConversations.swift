internal import MotifData
internal import MotifReport

/// The conversations of one source, split into training and validation.
struct SourceConversations {
  let train: ConversationSet
  let validation: ConversationSet
  /// What became of the rows so far.
  let counts: ConversationCounts
  /// What can be asked of a model that was trained on them; nil for a file.
  let tasks: TaskConversations?

  /// Reads or makes the conversations of all `settings.sources`, drops what `settings.curation` asks
  /// for, and splits them; nil for a source of documents.
  ///
  /// Returns a line for each that was dropped as well; nil where nothing was to be. Throws one sentence
  /// that names file and line, or the source that has none left.
  static func read(
    _ config: TrainConfig, _ split: TrainValidationSplit, progress: ProgressLine
  ) throws -> (sources: [SourceConversations?], audit: [String]?) {
    let settings = config.data
    let showsReasoning = try config.chat.usedTemplate()?.reasoning != nil
    var sets: [ConversationSet?] = []
    for source in settings.sources {
      let place = try source.conversations(seed: UInt64(config.seed))
      if place != nil { try source.requireFile() }
      sets.append(try place?.read(domain: source.name, showsReasoning: showsReasoning))
      progress.update(sets.count)
    }
    let present = sets.compactMap(\.self)
    guard !present.isEmpty else { return (sets.map { _ in nil }, nil) }
    var kept = present
    var audit: [String]?
    if settings.curation.isActive {
      let curation = try CorpusCuration(
        settings.curation, present.map(\.documents), prompts: settings.curation.prompts())
      progress.note("curation \(curation.summary.text)")
      kept = zip(present, curation.kept).map { set, kept in
        let kept = Set(kept)
        return set.filter { kept.contains($0) }
      }
      audit = curation.audit.map(\.line)
    }
    var next = zip(present, kept).makeIterator()
    let sources = try zip(settings.sources, sets).map { source, set in
      guard set != nil, let (whole, kept) = next.next() else {
        return Optional<SourceConversations>.none
      }
      let sides = kept.split(split)
      return SourceConversations(
        train: sides.train, validation: sides.validation, counts: whole.counts,
        tasks: source.kind == .tasks ? try source.tasks() : nil)
    }
    return (sources, audit)
  }
}
