/// Drops documents whose number lies outside a band of percentiles of their domain.
package struct PercentileFilter: CurationOperator {
  package let name: String
  private let scorer: any DocumentScorer
  private let band: PercentileBand

  /// A band over the one number of `scorer`; `name` says what it is: `perplexity`.
  package init(name: String, scorer: any DocumentScorer, band: PercentileBand = PercentileBand()) {
    precondition(scorer.width == 1, "\(scorer.identity) has \(scorer.width) numbers, a band one")
    (self.name, self.scorer, self.band) = (name, scorer, band)
  }

  package var scorers: [any DocumentScorer] { [scorer] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    var values: [Double] = []
    for index in kept { values += try evidence.numbers(of: scorer, at: index) }
    var members: [Int: [Double]] = [:]
    for (index, value) in zip(kept, values) {
      members[evidence.domain(of: index), default: []].append(value)
    }
    let limits = members.compactMapValues { band.limits(of: $0) }
    return zip(kept, values).compactMap { index, value in
      guard value.isFinite, let limits = limits[evidence.domain(of: index)] else {
        return CurationDrop(index: index, reason: "not_finite", score: value)
      }
      if PercentileBand.contains(value, in: limits) { return nil }
      let reason = value < limits.lowerBound ? "below_band" : "above_band"
      return CurationDrop(index: index, reason: reason, score: value)
    }
  }
}
