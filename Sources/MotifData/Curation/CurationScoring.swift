internal import Dispatch
package import MotifCore
internal import Synchronization

/// Computes the rows of all scorers for documents that are read once, batch by batch.
///
/// Texts of a batch are scored on all cores, each alone, so the rows are the same on any number of them.
package final class CurationScoring {
  private let scorers: [(scorer: any DocumentScorer, file: any ScoreStore)]

  /// A batch is full with so many documents or bytes.
  private static let batchCount = 512
  private static let batchBytes = 1 << 22

  /// Opens the files of `scorers` in `folder`, which is made where it is missing, or keeps their rows in
  /// memory without one; a scorer that several operators name is computed once.
  package init(
    _ scorers: [any DocumentScorer], folder: String?, operations: FileOperations = .system
  ) throws(DataError) {
    var opened: [(scorer: any DocumentScorer, file: any ScoreStore)] = []
    do throws(FileError) {
      if let folder { try operations.makeFolder(folder) }
      for scorer in scorers where !opened.contains(where: { $0.scorer.identity == scorer.identity })
      {
        let rows: any ScoreStore =
          if let folder {
            try ScoreFile(scorer, in: folder, operations: operations)
          } else {
            ScoreMemory(scorer)
          }
        opened.append((scorer, rows))
      }
    } catch {
      throw .file(error)
    }
    self.scorers = opened
  }

  /// The rows that an earlier run had left.
  package var reusedCount: Int { scorers.reduce(0) { $0 + $1.file.reusedCount } }

  /// Computes what is missing; `progress` is told after every batch how many documents have rows, and
  /// how many rows of earlier runs were used.
  package func run(
    _ source: some CurationSource, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(DataError) -> CurationEvidence {
    let evidence = CurationEvidence(
      files: Dictionary(uniqueKeysWithValues: scorers.map { ($0.scorer.identity, $0.file) }))
    var batch: [CurationDocument] = []
    var bytes = 0
    try source.forEach { document throws(DataError) in
      evidence.add(document)
      batch.append(document)
      bytes += document.text.utf8.count
      if batch.count == Self.batchCount || bytes >= Self.batchBytes {
        try score(batch)
        (batch, bytes) = ([], 0)
        progress(evidence.count, reusedCount)
      }
    }
    try score(batch)
    progress(evidence.count, reusedCount)
    do throws(FileError) {
      for (_, file) in scorers { try file.finish() }
    } catch {
      throw .file(error)
    }
    return evidence
  }

  private func score(_ batch: [CurationDocument]) throws(DataError) {
    let contents = batch.map { ContentHash.of($0.text, seed: 0) }
    var texts: [(scorer: any TextScorer, file: any ScoreStore, from: Int)] = []
    for (scorer, file) in scorers {
      let from = try DataError.wrapping { () throws(FileError) in
        try Self.reusedCount(of: contents, file)
      }
      if from == batch.count { continue }
      if let scorer = scorer as? any TextScorer {
        texts.append((scorer, file, from))
      } else if let scorer = scorer as? any BatchScorer {
        // All of the batch, also what is there: a model's last bits depend on what it reads side by side.
        let words = try scorer.words(of: batch)
        guard words.count == batch.count * scorer.width else {
          throw .invalid(
            "\(scorer.identity) gives \(words.count) numbers for \(batch.count) documents, "
              + "expected \(scorer.width) for each")
        }
        try Self.append(contents[from...], Array(words[(from * scorer.width)...]), to: file)
      }
    }
    guard let first = texts.map(\.from).min() else { return }
    let rows = Self.rows(of: batch[first...], texts.map { ($0.scorer, $0.from) })
    for (place, text) in texts.enumerated() {
      let words = rows[(text.from - first)...].flatMap { $0[place] }
      try Self.append(contents[text.from...], words, to: text.file)
    }
  }

  /// How many of the next documents have a row.
  private static func reusedCount(
    of contents: [UInt64], _ file: any ScoreStore
  ) throws(FileError) -> Int {
    var count = 0
    while count < contents.count, try file.reuses(contents[count]) { count += 1 }
    return count
  }

  private static func append(
    _ contents: ArraySlice<UInt64>, _ words: [UInt64], to file: any ScoreStore
  ) throws(DataError) {
    try DataError.wrapping { () throws(FileError) in try file.append(contents, words: words) }
  }

  /// For each document the words of each scorer; none from one that has the row already.
  private static func rows(
    of documents: ArraySlice<CurationDocument>, _ scorers: [(scorer: any TextScorer, from: Int)]
  ) -> [[[UInt64]]] {
    let rows = Mutex([[[UInt64]]](repeating: [], count: documents.count))
    DispatchQueue.concurrentPerform(iterations: documents.count) { place in
      let index = documents.startIndex + place
      let normalized = NormalizedText(documents[index].text)
      let words = scorers.map { entry in
        index < entry.from ? [] : entry.scorer.words(of: documents[index], normalized)
      }
      rows.withLock { $0[place] = words }
    }
    return rows.withLock { $0 }
  }
}
