internal import MotifCore

/// Drops a share of the documents at random: what a rule that chooses must be better than.
package struct RandomFilter: CurationOperator {
  package let name = "random"
  private let fraction: Double
  private let seed: UInt64

  /// A filter that drops ⌊n · `fraction`⌋ of n documents, by `seed`.
  package init(fraction: Double, seed: UInt64) {
    (self.fraction, self.seed) = (fraction, seed)
  }

  package var scorers: [any DocumentScorer] { [] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    var random = CounterRandom(seed: seed, name: "random filter")
    let count = Int(Double(kept.count) * fraction)
    return random.order(kept.count).prefix(count).map(Int.init).sorted().map {
      CurationDrop(index: kept[$0], reason: name, score: 0)
    }
  }
}
