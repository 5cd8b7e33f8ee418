/// A rule that drops documents.
package protocol CurationOperator: Sendable {
  /// What the audit calls the rule: `near_duplicate`.
  var name: String { get }
  /// What must be known of every document.
  var scorers: [any DocumentScorer] { get }
  /// What to drop of the documents `kept`, indices in ascending order.
  func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop]
}

extension CurationOperator {
  /// Drops all of each group but the member with the best score, ties to the lowest index.
  func keepingBest(
    of groups: [[Int]], _ evidence: CurationEvidence,
    score: (_ dropped: Int, _ best: Int) throws(DataError) -> Double
  ) throws(DataError) -> [CurationDrop] {
    var drops: [CurationDrop] = []
    for group in groups {
      guard let best = NearDuplicates.best(of: group, score: { evidence.scores[$0] }) else {
        continue
      }
      for index in group where index != best {
        let score = try score(index, best)
        drops.append(CurationDrop(index: index, reason: name, score: score, of: best))
      }
    }
    return drops
  }
}
