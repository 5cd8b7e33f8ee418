internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer

/// The rules of what changes over a run: batches, lengths, mixture.
extension ConfigRules {
  mutating func checkRamp() {
    let training = config.training
    guard checker.isSound("training.sequenceLength"), training.tokensPerStep > 0 else { return }
    let problems = training.rampProblems(
      annealStart: config.schedule.annealStart,
      maximumLength: config.model.config.maxPositionEmbeddings)
    for problem in problems {
      require(
        false, "training.\(problem.key)", with: "training.batchSize", "training.batchTokens",
        message: problem.reason)
    }
  }

  mutating func checkMixture() {
    let (mixture, names) = (config.data.mixture, config.data.sources.map(\.name))
    let annealStart = config.schedule.annealStart
    for problem in mixture.problems(sources: names, annealStart: annealStart) {
      guard problem.key.hasPrefix("knots") || checker.isSound("data.sources") else { continue }
      require(false, "data.mixture.\(problem.key)", message: problem.reason)
    }
    for index in mixture.knots.indices {
      checkNames("data.mixture.knots.\(index).weights", mixture.names(sources: names))
    }
    for index in mixture.groups.indices {
      checkNames("data.mixture.groups.\(index).weights", names)
    }
    checkNames("data.mixture.maxRepeats", names)
  }

  /// What is named at `path` must be one of `names`; the complaint points at the name.
  private mutating func checkNames(_ path: String, _ names: [String]) {
    guard checker.isSound("data.sources"), let node = nodes(to: path).last else { return }
    for member in node.members where !names.contains(member.key) {
      checker.report(
        ConfigIssue(
          member.keyOrigin, key: "\(path).\(member.key)", "no source has this name",
          suggestion: checker.isStillSuggesting ? NearestName.find(member.key, in: names) : ""))
    }
  }
}
