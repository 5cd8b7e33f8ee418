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

  /// What the sources of a run hold.
  struct Reading {
    /// The conversations; nil for a source of documents.
    var sources: [SourceConversations?]
    /// A line for each that was dropped; nil where nothing was to be.
    var audit: [String]?
    /// Which were chosen, where a model or a regression did.
    var kept: KeptSamples?
  }

  /// Reads or makes the conversations of all sources of `config`, drops what `choice` says, and
  /// splits them.
  ///
  /// Throws one sentence that names file and line, or the source that has none left.
  static func read(
    _ config: TrainConfig, _ split: TrainValidationSplit, _ choice: ConversationChoice,
    progress: ProgressLine
  ) throws -> Reading {
    let settings = config.data
    let showsReasoning = try config.chat.usedTemplate()?.reasoning != nil
    var sets: [ConversationSet?] = []
    for source in settings.sources {
      let place =
        try choice.sampled[source.name].map(Self.sampled)
        ?? source.conversations(seed: UInt64(config.seed))
      if place != nil { try source.requireFile() }
      sets.append(try place?.read(domain: source.name, showsReasoning: showsReasoning))
      progress.update(sets.count)
    }
    let present = sets.compactMap(\.self)
    guard !present.isEmpty else { return Reading(sources: sets.map { _ in nil }) }
    let chosen = try choice.selection.apply(to: present, config, progress: progress)
    let kept = zip(present, chosen?.kept ?? present.map { Array($0.samples.indices) })
    var next = kept.makeIterator()
    var reading = Reading(sources: [])
    for (source, set) in zip(settings.sources, sets) {
      guard set != nil, let (whole, numbers) = next.next() else {
        reading.sources.append(nil)
        continue
      }
      let sides = whole.filter(Set(numbers).contains).split(split)
      reading.sources.append(
        SourceConversations(
          train: sides.train, validation: sides.validation, counts: whole.counts,
          tasks: source.kind == .tasks ? try source.tasks() : nil))
    }
    if case .kept = choice.selection { return reading }
    reading.audit = chosen?.audit
    if settings.selection.isActive, let chosen {
      reading.kept = KeptSamples(
        sources: zip(present, chosen.kept).map {
          .init(name: $0.domain, samples: $0.samples.count, kept: $1)
        })
    }
    return reading
  }

  /// The conversations of a file of sampled answers, which hold their reasoning between markers.
  private static func sampled(_ path: String) -> ConversationSource {
    var file = ConversationFile(path)
    file.splitsReasoning = true
    return .file(file)
  }
}
