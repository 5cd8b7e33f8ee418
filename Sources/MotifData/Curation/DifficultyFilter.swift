/// Drops samples by their instruction-following difficulty, and perhaps all but the top share.
package struct DifficultyFilter: CurationOperator {
  package let name = "instruction_difficulty"
  private let scorer: any DocumentScorer
  private let rule: InstructionDifficulty
  private let fraction: Double

  /// A filter by three numbers of `scorer`: the answer's mean loss behind the prompt, its mean loss
  /// alone, and the tokens of both; of what `rule` keeps, the share `fraction` with the largest ratios.
  package init(scorer: any DocumentScorer, rule: InstructionDifficulty, fraction: Double = 1) {
    precondition(scorer.width == 3, "\(scorer.identity) has \(scorer.width) numbers, expected 3")
    (self.scorer, self.rule, self.fraction) = (scorer, rule, fraction)
  }

  package var scorers: [any DocumentScorer] { [scorer] }

  package func drops(
    of kept: [Int], _ evidence: CurationEvidence
  ) throws(DataError) -> [CurationDrop] {
    var samples: [InstructionDifficulty.Measurement] = []
    for index in kept {
      let numbers = try evidence.numbers(of: scorer, at: index)
      samples.append(
        .init(
          meanGivenPrompt: numbers[0], meanAlone: numbers[1],
          tokens: Int(exactly: numbers[2].rounded()) ?? .max))
    }
    let top = Set(rule.top(fraction, of: samples))
    return zip(kept, samples).enumerated().compactMap { place, entry in
      if top.contains(place) { return nil }
      let verdict = rule.verdict(entry.1)
      return CurationDrop(
        index: entry.0, reason: verdict == .kept ? "below_top" : verdict.rawValue,
        score: rule.ratio(entry.1))
    }
  }
}
