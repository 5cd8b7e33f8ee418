internal import MotifCore

/// The MinHash signature of a document's word 5-grams.
package struct MinHashScorer: TextScorer {
  private let permutations: MinHashPermutations
  package let identity: String

  /// Signatures under `permutations`.
  package init(_ permutations: MinHashPermutations) {
    self.permutations = permutations
    var hash = FNV1a()
    for value in permutations.factors + permutations.summands { hash.add(value) }
    identity = "MinHash of word \(Shingles.size)-grams, functions \(hash.value)"
  }

  package var width: Int { permutations.count }

  package func words(of document: CurationDocument, _ normalized: NormalizedText) -> [UInt64] {
    permutations.signature(of: Shingles(normalized).hashes)
  }

  /// The groups of near duplicates among documents `kept`: candidates whose signatures agree in
  /// `threshold` of their rows.
  func groups(
    of kept: [Int], _ evidence: CurationEvidence, bands: NearDuplicates,
    threshold: SimilarityThreshold
  ) throws(DataError) -> [[Int]] {
    let groups = try bands.groups(
      count: kept.count,
      signature: { place throws(DataError) in
        Array(try evidence.words(of: self, at: kept[place]))
      },
      isSimilar: { a, b throws(DataError) in
        threshold.isReached(by: try equalRows(kept[a], kept[b], evidence), of: width)
      })
    return groups.map { $0.map { kept[$0] } }
  }

  /// In how many rows the signatures of two documents agree.
  func equalRows(_ a: Int, _ b: Int, _ evidence: CurationEvidence) throws(DataError) -> Int {
    MinHashPermutations.equalRows(
      try evidence.words(of: self, at: a), try evidence.words(of: self, at: b))
  }
}
