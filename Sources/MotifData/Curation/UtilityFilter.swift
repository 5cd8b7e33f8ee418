/// Prunes the samples that teach least, and leaves every cluster its quota: the last refinement.
///
/// Utility comes from the loss now and in the stage before, from the nearest embedding of the same
/// cluster, and from the size of the group of near duplicates.
package struct UtilityFilter: CurationOperator {
  package let name = "utility"
  private let losses: any DocumentScorer
  private let embedding: any DocumentScorer
  private let signatures = MinHashScorer(MinHashPermutations())
  private let clusters: Int
  private let fraction: Double
  private let quota: Int
  private let centred: Bool
  private let seed: UInt64

  /// A filter by one or two numbers of `losses`, the mean loss under the model of this stage and under
  /// that of the stage before, and by the rows of `embedding` in `clusters` clusters, from the mean of
  /// all where they are `centred`.
  package init(
    losses: any DocumentScorer, embedding: any DocumentScorer, clusters: Int,
    fraction: Double = 0.3, quota: Int = 1, centred: Bool = false, seed: UInt64 = 1
  ) {
    precondition(losses.width <= 2, "\(losses.identity) has \(losses.width) numbers, expected 2")
    (self.losses, self.embedding) = (losses, embedding)
    (self.clusters, self.fraction) = (clusters, fraction)
    (self.quota, self.centred, self.seed) = (quota, centred, seed)
  }

  package var scorers: [any DocumentScorer] { [losses, embedding, signatures] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    if kept.isEmpty { return [] }
    let table = try evidence.embeddings(of: embedding, at: kept, centred: centred)
    let labels = KMeans(table.values, width: table.width, count: clusters, seed: seed).labels
    let nearest = Self.nearestCosines(table, labels)
    var copies: [Int: Int] = [:]
    let groups = try signatures.groups(
      of: kept, evidence, bands: NearDuplicates(), threshold: SimilarityThreshold(0.9))
    for group in groups {
      for index in group { copies[index] = group.count }
    }
    var samples: [SampleUtility.Signals] = []
    for (place, index) in kept.enumerated() {
      let numbers = try evidence.numbers(of: losses, at: index)
      samples.append(
        .init(
          loss: numbers[0], earlierLoss: numbers.count > 1 ? numbers[1] : nil,
          nearestCosine: nearest[place], duplicateCount: copies[index] ?? 1))
    }
    let found = SampleUtility(samples)
    let dropped = UtilityPruning.dropped(
      clusters: labels, utility: found.utility, fraction: fraction, quota: quota)
    return dropped.map {
      CurationDrop(
        index: kept[$0], reason: found.reasons[$0].rawValue, score: found.utility[$0])
    }
  }

  /// For each row its largest cosine to another of its cluster; nil where it is alone.
  private static func nearestCosines(_ table: EmbeddingTable, _ labels: [Int]) -> [Double?] {
    var nearest = [Double?](repeating: nil, count: table.count)
    for members in Dictionary(grouping: labels.indices, by: { labels[$0] }).values {
      for (place, a) in members.enumerated() {
        for b in members[(place + 1)...] {
          let cosine = table.cosine(a, b)
          nearest[a] = max(nearest[a] ?? -1, cosine)
          nearest[b] = max(nearest[b] ?? -1, cosine)
        }
      }
    }
    return nearest
  }
}
