internal import Foundation

/// Instruction-following difficulty: how much a prompt helps a model to its answer.
///
/// The ratio of the answer's mean loss given the prompt to its mean loss alone. Above 1 the prompt does
/// not help; near 0 the answer copies it. Source: Li et al., "From quantity to quality" (2308.12032),
/// whose code divides mean losses.
package struct InstructionDifficulty: Sendable, Equatable {
  /// What is divided.
  package enum Mode: String, Sendable, CaseIterable {
    /// Mean losses.
    case lossRatio
    /// Perplexities, the exponentials of mean losses.
    case pplRatio
  }

  /// What becomes of a sample.
  package enum Verdict: String, Sendable, CaseIterable {
    case kept
    /// Prompt and answer are longer than the limit.
    case tooLong = "too_long"
    /// The ratio is above 1, or not a number.
    case notHelpful = "not_helpful"
    /// The ratio is below the least one.
    case nearCopy = "near_copy"
  }

  /// What a model says of one sample.
  package struct Measurement: Sendable, Equatable {
    /// The mean loss over the answer's tokens behind the prompt.
    package let meanGivenPrompt: Double
    /// The mean loss over the answer's tokens alone.
    package let meanAlone: Double
    /// The tokens of prompt and answer together.
    package let tokens: Int

    /// Given means and lengths.
    package init(meanGivenPrompt: Double, meanAlone: Double, tokens: Int) {
      (self.meanGivenPrompt, self.meanAlone) = (meanGivenPrompt, meanAlone)
      self.tokens = tokens
    }

    /// The means of given losses, one for each token of the answer.
    package init(givenPrompt: [Double], alone: [Double], promptTokens: Int) {
      self.init(
        meanGivenPrompt: givenPrompt.reduce(0, +) / Double(givenPrompt.count),
        meanAlone: alone.reduce(0, +) / Double(alone.count),
        tokens: promptTokens + alone.count)
    }
  }

  /// What is divided.
  package var mode: Mode
  /// A ratio below it is that of a near copy.
  package var least: Double
  /// The most tokens of prompt and answer.
  package var limit: Int

  /// Ratios of `mode` between `least` and 1.
  package init(mode: Mode = .lossRatio, least: Double = 0.2, limit: Int) {
    (self.mode, self.least, self.limit) = (mode, least, limit)
  }

  /// The ratio; infinite where the loss alone is zero.
  package func ratio(_ sample: Measurement) -> Double {
    let (given, alone) =
      switch mode {
      case .lossRatio: (sample.meanGivenPrompt, sample.meanAlone)
      case .pplRatio: (exp(sample.meanGivenPrompt), exp(sample.meanAlone))
      }
    return alone == 0 ? .infinity : given / alone
  }

  /// What becomes of `sample`; exactly 1 and exactly ``least`` are kept.
  package func verdict(_ sample: Measurement) -> Verdict {
    let ratio = ratio(sample)
    if sample.tokens > limit { return .tooLong }
    if !(ratio <= 1) { return .notHelpful }
    return ratio < least ? .nearCopy : .kept
  }

  /// The indices of the ⌊eligible × `fraction`⌋ kept samples with the largest ratios, best first, ties
  /// to the lower index.
  package func top(_ fraction: Double, of samples: [Measurement]) -> [Int] {
    let ratios = samples.map { ratio($0) }
    let eligible = samples.indices.filter { verdict(samples[$0]) == .kept }
    let count = Int((Double(eligible.count) * fraction).rounded(.down))
    let ranked = eligible.sorted { a, b in
      ratios[a] == ratios[b] ? a < b : ratios[a] > ratios[b]
    }
    return Array(ranked.prefix(max(0, count)))
  }
}
