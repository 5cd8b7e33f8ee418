/// How many tokens a run draws from each source, stage by stage.
///
/// A stage lies between two knots of the mixture. Shares move in straight lines there, so its tokens
/// are their mean at both ends times the tokens of the stage: the integral that the sampler follows to
/// within a few rows.
package struct TokenPlan: Codable, Sendable, Equatable {
  /// The steps between two knots.
  package struct Stage: Codable, Sendable, Equatable {
    /// The first step, counted from 1.
    package let firstStep: Int
    /// The last step.
    package let lastStep: Int
    /// Tokens of all sources.
    package let tokens: Int
  }

  /// What is drawn from one source.
  package struct Source: Codable, Sendable, Equatable {
    /// The domain.
    package let name: String
    /// Tokens to train on that the source has.
    package let available: Int
    /// Tokens drawn in each stage.
    package let stageTokens: [Int]
    /// Tokens drawn over the run.
    package let tokens: Int
    /// How often the source is read: tokens drawn over tokens available.
    package let epochs: Double
  }

  /// The stages in order.
  package let stages: [Stage]
  /// The sources in the order of the config.
  package let sources: [Source]

  /// Splits `steps` steps of `tokensPerStep` tokens as `schedule` says; `knots` are its points from 0
  /// to 1 and `available` holds the tokens of each of its domains.
  package init(
    _ schedule: CurriculumSchedule, knots: [Double], steps: Int, tokensPerStep: Int,
    available: [Int]
  ) {
    let ends = [0] + knots.filter { 0 < $0 && $0 < 1 } + [1]
    let total = Double(steps) * Double(tokensPerStep)
    let pieces = zip(ends, ends.dropFirst()).map { start, end -> [Double] in
      let half = (end - start) * total / 2
      return zip(schedule.shares(at: start), schedule.shares(at: end)).map { ($0 + $1) * half }
    }
    func step(_ progress: Double) -> Int { Int((progress * Double(steps)).rounded()) }
    stages = zip(ends, ends.dropFirst()).map { start, end in
      Stage(
        firstStep: min(step(start) + 1, step(end)), lastStep: step(end),
        tokens: Int(((end - start) * total).rounded()))
    }
    sources = schedule.domains.indices.map { index in
      let tokens = pieces.map { $0[index] }
      let sum = tokens.reduce(0, +)
      return Source(
        name: schedule.domains[index], available: available[index],
        stageTokens: tokens.map { Int($0.rounded()) }, tokens: Int(sum.rounded()),
        epochs: sum / Double(max(1, available[index])))
    }
  }
}
