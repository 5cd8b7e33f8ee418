/// Keeps one document of those whose normalised texts are equal: the best score, ties to the first.
package struct ExactDuplicateFilter: CurationOperator {
  package let name = "exact_duplicate"
  private let fingerprints = Fingerprints()

  private struct Fingerprints: TextScorer {
    let identity = "SHA-256 of normalised text, 128 bits"
    let width = 2

    func words(of document: CurationDocument, _ normalized: NormalizedText) -> [UInt64] {
      let fingerprint = TextFingerprint(normalized)
      return [fingerprint.high, fingerprint.low]
    }
  }

  /// The filter; it has no settings.
  package init() {}

  package var scorers: [any DocumentScorer] { [fingerprints] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    var found: [TextFingerprint] = []
    found.reserveCapacity(kept.count)
    for index in kept {
      let words = try evidence.words(of: fingerprints, at: index)
      found.append(TextFingerprint(high: words[words.startIndex], low: words[words.startIndex + 1]))
    }
    let groups = ExactDuplicates.groups(found).map { $0.map { kept[$0] } }
    return try keepingBest(of: groups, evidence) { _, _ in 1 }
  }
}
