/// Keeps the best documents that are not like one kept before, up to a budget (DEITA).
package struct DiversityFilter: CurationOperator {
  package let name = "diversity"
  private let quality: any DocumentScorer
  private let embedding: any DocumentScorer
  private let threshold: Double
  private let budget: Int

  /// Ranks by the one number of `quality` and compares the rows of `embedding`.
  package init(
    quality: any DocumentScorer, embedding: any DocumentScorer, threshold: Double = 0.9,
    budget: Int = .max
  ) {
    precondition(quality.width == 1, "\(quality.identity) has \(quality.width) numbers, expected 1")
    (self.quality, self.embedding) = (quality, embedding)
    (self.threshold, self.budget) = (threshold, budget)
  }

  package var scorers: [any DocumentScorer] { [quality, embedding] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    var scores: [Double] = []
    for index in kept { scores += try evidence.numbers(of: quality, at: index) }
    let chosen = DiversitySelection.chosen(
      scores: scores, embeddings: try evidence.embeddings(of: embedding, at: kept),
      threshold: threshold, budget: budget)
    // What ranks behind the last of a full budget was not looked at.
    let ranked = DiversitySelection.ranked(scores)
    let last = chosen.count == budget ? ranked.firstIndex { $0 == chosen.last } : nil
    let unseen = Set(last.map { ranked[($0 + 1)...] } ?? [])
    return Set(kept.indices).subtracting(chosen).sorted().map {
      CurationDrop(
        index: kept[$0], reason: unseen.contains($0) ? "over_budget" : "like_a_better_one",
        score: scores[$0])
    }
  }
}
