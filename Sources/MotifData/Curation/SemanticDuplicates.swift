/// Drops documents whose embeddings are like an earlier one's of the same cluster (SemDeDup).
///
/// An item is dropped when its cosine with any earlier item, dropped ones included, is above 1 − ε:
/// in a chain a ~ b ~ c the third goes although the second is gone. Source: Abbas et al., 2303.09540,
/// and its code.
package enum SemanticDuplicates {
  /// Which items of a cluster come first.
  package enum Order: Sendable, Equatable {
    /// The best score first.
    case quality([Double])
    /// The least like the cluster's centroid first.
    case hard
    /// The most like the cluster's centroid first.
    case easy
  }

  /// An item that is dropped and the earlier one that it is most like.
  package struct Drop: Sendable, Equatable {
    package let index: Int
    package let of: Int
    package let cosine: Double
  }

  /// The members of a cluster in `order`, ties by index.
  package static func ordered(
    _ members: [Int], _ embeddings: EmbeddingTable, _ order: Order
  ) -> [Int] {
    let scores: [Double] =
      switch order {
      case .quality(let scores): members.map { scores[$0] }
      case .hard: embeddings.cosinesToCentroid(of: members).map { -$0 }
      case .easy: embeddings.cosinesToCentroid(of: members)
      }
    return DiversitySelection.ranked(scores).map { members[$0] }
  }

  /// What is dropped, by index.
  ///
  /// - Parameter clusters: the cluster of every embedding.
  ///
  /// Cost: the squares of the clusters' sizes × width.
  package static func drops(
    _ embeddings: EmbeddingTable, clusters: [Int], order: Order, epsilon: Double = 0.05
  ) -> [Drop] {
    precondition(clusters.count == embeddings.count, "each embedding has a cluster")
    let members = Dictionary(grouping: clusters.indices) { clusters[$0] }
    var drops: [Drop] = []
    for cluster in members.keys.sorted() {
      let items = ordered(members[cluster] ?? [], embeddings, order)
      for (place, item) in items.enumerated() {
        var nearest: (of: Int, cosine: Double)?
        for earlier in items[..<place] {
          let cosine = embeddings.cosine(earlier, item)
          if cosine > nearest?.cosine ?? (1 - epsilon) { nearest = (earlier, cosine) }
        }
        if let nearest { drops.append(Drop(index: item, of: nearest.of, cosine: nearest.cosine)) }
      }
    }
    return drops.sorted { $0.index < $1.index }
  }
}
