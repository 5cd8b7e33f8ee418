extension TrainingSettings {
  /// Tokens of the run: with ramps those of the config, without them those of whole steps.
  package var totalTokens: Int { ramp.isActive ? tokens : stepCount * tokensPerStep }

  /// The stages of the run, of which each has steps of one size.
  package func stages(annealStart: Double) -> [RampStage] {
    ramp.stages(tokens: tokensPerStep, length: sequenceLength, annealStart: annealStart)
  }

  /// What each step does, with `peak` as the highest learning rate; what training, plans, charts and a
  /// resumed run all ask.
  package func schedule(_ rate: ScheduleSettings, peak: Double) -> TrainingSchedule {
    let total = totalTokens
    let stages = stages(annealStart: rate.annealStart)
    func knots<Value>(
      _ value: (RampStage) -> Value?
    ) -> [TrainingSchedule.Knot<Value>] {
      stages.compactMap { stage in
        value(stage).map { .init(at: Int((stage.at * Double(total)).rounded()), $0) }
      }
    }
    return TrainingSchedule(
      learningRate: rate.learningRate(
        peak: peak, total: Double(total) / Double(tokensPerStep)),
      nominalTokens: tokensPerStep, totalTokens: total, rows: knots(\.rows),
      lengths: knots(\.length), rotaryBases: knots(\.rotaryBase),
      scalesRate: rate.scaleWithBatch)
  }

  /// What is wrong with the ramps of a model that reads up to `maximumLength` tokens, a key and a reason
  /// each.
  package func rampProblems(
    annealStart: Double, maximumLength: Int
  ) -> [(key: String, reason: String)] {
    guard ramp.isActive else { return [] }
    let found = ramp.problems(
      tokens: tokensPerStep, length: sequenceLength, annealStart: annealStart,
      maximumLength: maximumLength
    ).map { (key: "ramp.\($0.key)", reason: $0.reason) }
    guard found.isEmpty else { return found }
    if steps > 0 {
      return [
        (
          "steps",
          "is \(steps), but with training.ramp not all steps have the same tokens; give "
            + "training.tokens in place of it"
        )
      ]
    }
    let odd = stages(annealStart: annealStart).dropFirst().first {
      microBatchSize > 0 && microBatchSize < $0.rows && $0.rows % microBatchSize != 0
    }
    guard let odd else { return [] }
    return [
      (
        "microBatchSize",
        "is \(microBatchSize), but must divide the \(odd.rows) sequences that a batch has from "
          + "\(odd.at) of the run on"
      )
    ]
  }
}
