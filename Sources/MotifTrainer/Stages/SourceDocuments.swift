internal import MotifData
internal import MotifReport

/// What the sources of a run hold, without the documents that `data.curation` drops.
struct SourceDocuments {
  /// The documents of each source; none of one that holds tokens.
  let documents: [[Document]]
  /// The rows of each source that became no document; nil for a source of tokens.
  let passedOver: [PassedRows?]
  /// A JSON line for each document that was dropped; nil where nothing was asked for.
  let audit: [String]?

  /// Reads or makes the documents of `sources`, nil for one of conversations, which `settings` describe, and curates them together.
  ///
  /// Throws ``FileError`` or ``DataError`` for a source that cannot be read or has none left.
  init(
    _ settings: DataSettings, _ sources: [CorpusSource?], progress: ProgressLine
  ) throws {
    var read: [[Document]] = []
    var passedOver: [PassedRows?] = []
    for (source, corpus) in zip(settings.sources, sources) {
      guard let corpus else {
        read.append([])
        passedOver.append(nil)
        continue
      }
      try source.requireFile()
      if case .tokens = corpus {
        read.append([])
        passedOver.append(nil)
      } else {
        let reading = try corpus.read(domain: source.name)
        if let rows = reading.passedOver.text {
          progress.note("\(source.name): passed over \(rows)")
        }
        read.append(reading.documents)
        passedOver.append(reading.passedOver)
      }
      progress.update(read.count)
    }
    self.passedOver = passedOver
    guard settings.curation.isActive, read.contains(where: { !$0.isEmpty }) else {
      (documents, audit) = (read, nil)
      return
    }
    let total = read.reduce(0) { $0 + $1.count }
    let curation = try CorpusCuration(
      settings.curation, read, prompts: settings.curation.prompts()
    ) {
      if case .scored(let count, _) = $0 { progress.busy("curating \(count)/\(total) documents") }
    }
    progress.note("curation \(curation.summary.text)")
    documents = curation.documents
    audit = curation.audit.map(\.line)
  }
}
