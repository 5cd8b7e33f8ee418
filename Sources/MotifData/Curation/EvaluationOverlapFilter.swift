internal import MotifCore

/// Drops documents that repeat a window of words of an evaluation prompt; the score is how many.
package struct EvaluationOverlapFilter: CurationOperator {
  package let name = "evaluation_overlap"
  private let scorer: Windows

  private struct Windows: TextScorer {
    let overlap: EvaluationOverlap
    let identity: String
    let width = 1

    func words(of document: CurationDocument, _ normalized: NormalizedText) -> [UInt64] {
      [UInt64(overlap.hits(in: normalized).count)]
    }
  }

  /// A filter against `prompts` with windows of `size` words.
  package init(prompts: [String], size: Int = 13) {
    var hash = FNV1a()
    for prompt in prompts {
      hash.add(bytes: NormalizedText(prompt).utf8)
      hash.add(1 << 32)
    }
    scorer = Windows(
      overlap: EvaluationOverlap(prompts: prompts, size: size),
      identity: "windows of \(size) words of prompts \(hash.value)")
  }

  package var scorers: [any DocumentScorer] { [scorer] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    var drops: [CurationDrop] = []
    for index in kept {
      let hits = try evidence.words(of: scorer, at: index).first ?? 0
      if hits > 0 { drops.append(CurationDrop(index: index, reason: name, score: Double(hits))) }
    }
    return drops
  }
}
