/// What curation leaves of documents that are in memory.
package struct CorpusCuration {
  /// The documents that are kept, a list for each domain.
  package let documents: [[Document]]
  /// Their numbers in the domain, from 0.
  package let kept: [[Int]]
  /// Why each of the others was dropped, in the order of the documents.
  package private(set) var audit: [AuditRecord] = []
  /// How many were kept and dropped.
  package let summary: CurationSummary

  /// Drops from `domains`, together, what `settings` ask for, where `prompts` are those of the
  /// evaluation; of equals the first of the first domain stays.
  ///
  /// Documents are called by ``name(_:of:)``. Throws where a domain has none left.
  ///
  /// - Parameters:
  ///   - selection: rules that come after those of the settings.
  ///   - scoreFolder: where scores are kept for another run; nil keeps them in memory.
  package init(
    _ settings: CurationSettings, _ domains: [[Document]], prompts: [String],
    selection: [any CurationOperator] = [], scoreFolder: String? = nil,
    progress: (CurationStep.Progress) -> Void = { _ in }
  ) throws(DataError) {
    var kept = domains.map { _ in [Int]() }
    var audit: [AuditRecord] = []
    let source = NumberedDocuments(domains)
    summary = try CurationStep(
      settings.operators(prompts: prompts) + selection, scoreFolder: scoreFolder
    ).run(
      source, progress: progress, drop: { record in audit.append(record) },
      deliver: { _ in kept[source.domain].append(source.index) })
    documents = zip(domains, kept).map { domain, kept in kept.map { domain[$0] } }
    self.kept = kept
    self.audit = audit
    for (before, after) in zip(domains, documents) where after.isEmpty && !before.isEmpty {
      throw .invalid(
        "data.curation drops all \(before.count) documents of the domain \(before[0].domain); "
          + "remove the source, or let data.curation keep more")
    }
  }

  /// What document `index` of `domain`, from 0, is called: `web:1` is the first.
  package static func name(_ index: Int, of domain: String) -> String { "\(domain):\(index + 1)" }
}

/// The documents of some domains, one after the other, and which of them is handed over.
private final class NumberedDocuments: CurationSource {
  private let domains: [[Document]]
  private(set) var domain = 0
  private(set) var index = 0

  init(_ domains: [[Document]]) { self.domains = domains }

  func forEach(_ body: (CurationDocument) throws(DataError) -> Void) throws(DataError) {
    for (place, documents) in domains.enumerated() {
      for (number, document) in documents.enumerated() {
        (domain, index) = (place, number)
        try body(
          CurationDocument(
            id: CorpusCuration.name(number, of: document.domain), text: document.text,
            domain: document.domain))
      }
    }
  }
}

extension CurationSettings {
  /// Whether anything may be dropped.
  package var isActive: Bool { exactDuplicates || nearDuplicates > 0 || !evaluationPath.isEmpty }

  /// The evaluation's prompts, which no document may repeat; none where no path is given.
  ///
  /// Throws ``DataError`` for a file that cannot be read.
  package func prompts() throws(DataError) -> [String] {
    if evaluationPath.isEmpty { return [] }
    let source: CorpusSource =
      evaluationPath.hasSuffix(".jsonl")
      ? .jsonLines(path: evaluationPath, template: evaluationTemplate)
      : .text(path: evaluationPath, split: .lines)
    return try source.documents(domain: "evaluation").map(\.text)
  }

  /// The rules, cheapest first.
  func operators(prompts: [String]) -> [any CurationOperator] {
    var operators: [any CurationOperator] = []
    if exactDuplicates { operators.append(ExactDuplicateFilter()) }
    if !evaluationPath.isEmpty {
      operators.append(EvaluationOverlapFilter(prompts: prompts, size: evaluationWords))
    }
    if nearDuplicates > 0 { operators.append(NearDuplicateFilter(threshold: nearDuplicates)) }
    return operators
  }
}
