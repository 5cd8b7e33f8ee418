/// Keeps one document of each group of near duplicates: the best score, ties to the first.
///
/// Candidates by bands of MinHash signatures are verified by the share of rows that agree. The audit's
/// score is that share with the document that is kept; in a long chain it may lie below the threshold.
package struct NearDuplicateFilter: CurationOperator {
  package let name = "near_duplicate"
  private let scorer: MinHashScorer
  private let bands: NearDuplicates
  private let threshold: SimilarityThreshold

  /// Documents whose similarity is estimated as `threshold` or more are near duplicates.
  package init(
    threshold: Double = 0.9, bands: NearDuplicates = NearDuplicates(),
    permutations: MinHashPermutations? = nil
  ) {
    let functions = permutations ?? MinHashPermutations(count: bands.bands * bands.rows)
    scorer = MinHashScorer(functions)
    self.bands = bands
    self.threshold = SimilarityThreshold(threshold)
  }

  package var scorers: [any DocumentScorer] { [scorer] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    let groups = try scorer.groups(of: kept, evidence, bands: bands, threshold: threshold)
    return try keepingBest(of: groups, evidence) { dropped, best throws(DataError) in
      Double(try scorer.equalRows(dropped, best, evidence)) / Double(scorer.width)
    }
  }
}
