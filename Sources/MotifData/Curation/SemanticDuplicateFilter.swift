/// Drops documents whose embeddings are nearly those of a better one (SemDeDup).
///
/// k-means parts the documents first, so that only those of one cluster are compared; the best score of
/// a cluster comes first, ties by order.
package struct SemanticDuplicateFilter: CurationOperator {
  package let name = "semantic_duplicate"
  private let embedding: any DocumentScorer
  private let clusters: Int
  private let epsilon: Double
  private let centred: Bool
  private let seed: UInt64

  /// Compares the rows of `embedding` within `clusters` clusters; dropped above a cosine of
  /// 1 − `epsilon`, from the mean of all where they are `centred`.
  package init(
    embedding: any DocumentScorer, clusters: Int, epsilon: Double = 0.05, centred: Bool = false,
    seed: UInt64 = 1
  ) {
    self.centred = centred
    (self.embedding, self.clusters) = (embedding, clusters)
    (self.epsilon, self.seed) = (epsilon, seed)
  }

  package var scorers: [any DocumentScorer] { [embedding] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    if kept.isEmpty { return [] }
    let table = try evidence.embeddings(of: embedding, at: kept, centred: centred)
    let means = KMeans(table.values, width: table.width, count: clusters, seed: seed)
    let drops = SemanticDuplicates.drops(
      table, clusters: means.labels, order: .quality(kept.map { evidence.scores[$0] }),
      epsilon: epsilon)
    return drops.map {
      CurationDrop(index: kept[$0.index], reason: name, score: $0.cosine, of: kept[$0.of])
    }
  }
}
