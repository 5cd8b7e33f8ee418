/// Takes the best documents that are not like one that was taken before.
///
/// Source: DEITA (2312.15685), whose threshold on the cosine is 0.9.
package enum DiversitySelection {
  /// The indices taken, in the order of taking: score descending, ties by index; added unless some
  /// chosen document has a cosine above `threshold`; at most `budget` of them.
  ///
  /// Cost: documents × chosen × width.
  package static func chosen(
    scores: [Double], embeddings: EmbeddingTable, threshold: Double = 0.9, budget: Int
  ) -> [Int] {
    precondition(scores.count == embeddings.count, "each document has a score and an embedding")
    var chosen: [Int] = []
    for index in ranked(scores) where chosen.count < budget {
      if !chosen.contains(where: { embeddings.cosine($0, index) > threshold }) {
        chosen.append(index)
      }
    }
    return chosen
  }

  /// All indices, the best score first, ties by index, NaN last.
  static func ranked(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { a, b in
      let (first, second) = (scores[a], scores[b])
      if first.isNaN || second.isNaN { return first.isNaN == second.isNaN ? a < b : second.isNaN }
      return first == second ? a < b : first > second
    }
  }
}
