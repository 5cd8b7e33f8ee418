internal import MotifData
internal import MotifReport

/// The documents that `data.curation` keeps of those that were read.
struct SourceCuration {
  /// The documents of each source.
  let documents: [[Document]]
  /// A JSON line for each document that was dropped; nil where nothing was asked for.
  let audit: [String]?

  /// Curates the `documents` of all sources together; throws ``DataError`` where a source has none left.
  init(
    _ settings: CurationSettings, _ documents: [[Document]], progress: ProgressLine
  ) throws(DataError) {
    guard settings.isActive else {
      (self.documents, audit) = (documents, nil)
      return
    }
    let total = documents.reduce(0) { $0 + $1.count }
    let curation = try CorpusCuration(settings, documents, prompts: Self.prompts(settings)) {
      if case .scored(let count, _) = $0 { progress.busy("curating \(count)/\(total) documents") }
    }
    progress.note("curation \(curation.summary.text)")
    self.documents = curation.documents
    audit = curation.audit.map(\.line)
  }

  /// The evaluation's prompts, which no document may repeat.
  private static func prompts(_ settings: CurationSettings) throws(DataError) -> [String] {
    let path = settings.evaluationPath
    if path.isEmpty { return [] }
    let source: CorpusSource =
      path.hasSuffix(".jsonl")
      ? .jsonLines(path: path, template: settings.evaluationTemplate)
      : .text(path: path, split: .lines)
    return try source.documents(domain: "evaluation").map(\.text)
  }
}
