package import MotifCore

/// Runs operators one after the other over documents that need not fit into memory.
///
/// The documents are read up to three times: every scorer computes its rows, the operators decide from
/// them, each about what the ones before it have kept, and the documents that stay are handed on. Rows
/// stand in `scoreFolder`, so a run that was stopped, or one with other thresholds, computes only what
/// is not there. Memory: some 50 bytes a document,
/// 100 more for one that is dropped, and one batch of texts.
package struct CurationStep: Sendable {
  /// What a run is at.
  package enum Progress: Sendable, Equatable {
    /// So many documents have their rows, so many of them from an earlier run.
    case scored(Int, reused: Int)
    /// An operator decides.
    case deciding(String)
    /// So many documents have been passed on or dropped.
    case delivered(Int)
  }

  private let operators: [any CurationOperator]
  private let scoreFolder: String?
  private let operations: FileOperations

  /// A run of `operators`, the first first, that keeps its rows in `scoreFolder`, or in memory without
  /// one: 8 bytes a word.
  package init(
    _ operators: [any CurationOperator], scoreFolder: String?, operations: FileOperations = .system
  ) {
    self.operators = operators
    self.scoreFolder = scoreFolder
    self.operations = operations
  }

  /// Passes the documents that are kept to `deliver`, in their order, and writes a line to the file
  /// `audit` for each that is not.
  ///
  /// Throws one sentence where a document cannot be read or a file not be written; the audit then is
  /// what it was before.
  package func run(
    _ source: some CurationSource, audit: String, progress: (Progress) -> Void = { _ in },
    deliver: (CurationDocument) throws(DataError) -> Void
  ) throws(DataError) -> CurationSummary {
    let file = try DataError.wrapping { () throws(FileError) in
      try AuditFile(audit, operations: operations)
    }
    let summary = try run(
      source, progress: progress,
      drop: { record throws(DataError) in
        do throws(FileError) { try file.add(record) } catch { throw .file(error) }
      }, deliver: deliver)
    try DataError.wrapping { () throws(FileError) in try file.finish() }
    return summary
  }

  /// Passes every document either to `deliver` or, as a record, to `drop`, in their order.
  package func run(
    _ source: some CurationSource, progress: (Progress) -> Void = { _ in },
    drop: (AuditRecord) throws(DataError) -> Void,
    deliver: (CurationDocument) throws(DataError) -> Void
  ) throws(DataError) -> CurationSummary {
    let scoring = try CurationScoring(
      operators.flatMap(\.scorers), folder: scoreFolder, operations: operations)
    let evidence = try scoring.run(source) { progress(.scored($0, reused: $1)) }
    var summary = CurationSummary(read: evidence.count, reused: scoring.reusedCount)
    let dropped = try decide(evidence, progress)
    for (place, drop) in dropped.values { summary.count(operators[place].name, drop.reason) }
    let ids = try ids(of: Set(dropped.values.compactMap(\.drop.of)), source, evidence.count)
    try forEach(source, evidence.count) { index, document throws(DataError) in
      if let (place, found) = dropped[index] {
        try drop(
          AuditRecord(
            id: document.id, rule: operators[place].name, reason: found.reason,
            of: found.of.flatMap { ids[$0] }, score: found.score))
      } else {
        try deliver(document)
      }
      progress(.delivered(index + 1))
    }
    return summary
  }

  /// The ids of the documents `indices`, for which the documents are read once more.
  private func ids(
    of indices: Set<Int>, _ source: some CurationSource, _ count: Int
  ) throws(DataError) -> [Int: String] {
    var ids: [Int: String] = [:]
    if indices.isEmpty { return ids }
    try forEach(source, count) { index, document in
      if indices.contains(index) { ids[index] = document.id }
    }
    return ids
  }

  /// What is dropped, and by which operator.
  private func decide(
    _ evidence: CurationEvidence, _ progress: (Progress) -> Void
  ) throws(DataError) -> [Int: (place: Int, drop: CurationDrop)] {
    var dropped: [Int: (place: Int, drop: CurationDrop)] = [:]
    var kept = Array(0..<evidence.count)
    for (place, rule) in operators.enumerated() {
      progress(.deciding(rule.name))
      for drop in try rule.drops(of: kept, evidence) where dropped[drop.index] == nil {
        dropped[drop.index] = (place, drop)
      }
      kept.removeAll { dropped[$0] != nil }
    }
    return dropped
  }

  /// The documents with their numbers; throws when they are others than before.
  private func forEach(
    _ source: some CurationSource, _ count: Int,
    _ body: (Int, CurationDocument) throws(DataError) -> Void
  ) throws(DataError) {
    var index = 0
    try source.forEach { document throws(DataError) in
      if index < count { try body(index, document) }
      index += 1
    }
    guard index == count else {
      throw .invalid(
        "the sources held \(count) documents when they were scored and \(index) when they were read "
          + "again; do not change them while they are curated")
    }
  }
}
