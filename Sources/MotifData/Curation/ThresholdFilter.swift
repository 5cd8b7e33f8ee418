/// Drops documents one of whose numbers lies outside a range.
package struct ThresholdFilter: CurationOperator {
  package let name: String
  private let scorer: any DocumentScorer
  private let place: Int
  private let range: ClosedRange<Double>

  /// Number `place` of `scorer` must lie in `range`; one that is not a number never does.
  package init(
    name: String, scorer: any DocumentScorer, place: Int = 0, range: ClosedRange<Double>
  ) {
    precondition(place < scorer.width, "\(scorer.identity) has no number \(place)")
    (self.name, self.scorer) = (name, scorer)
    (self.place, self.range) = (place, range)
  }

  package var scorers: [any DocumentScorer] { [scorer] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    var drops: [CurationDrop] = []
    for index in kept {
      let value = try evidence.numbers(of: scorer, at: index)[place]
      if range.contains(value) { continue }
      let reason = value.isNaN ? "not_a_number" : value < range.lowerBound ? "too_low" : "too_high"
      drops.append(CurationDrop(index: index, reason: reason, score: value))
    }
    return drops
  }
}
