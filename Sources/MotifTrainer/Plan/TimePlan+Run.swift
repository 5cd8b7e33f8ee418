internal import MotifModel
internal import MotifOptimizer

extension TimePlan {
  /// The time of `run`, measured when its model `fits` into memory.
  init(of run: PlannedRun, fits: Bool) throws {
    let (parts, options) = (run.parts, run.parts.options)
    let preparationSeconds = run.preparationSeconds
    let evaluations =
      Occasions.count(every: options.evaluationInterval, in: parts.schedule.stepCount)
      + (options.startsTrained ? 1 : 0)
    func skipped(_ reason: String) -> TimePlan {
      TimePlan(skipped: reason, preparationSeconds: preparationSeconds, evaluations: evaluations)
    }
    guard fits, (try? run.initial.requireMemory()) != nil else {
      self = skipped("the model does not fit into the memory that is available")
      return
    }
    let model = parts.precise(try run.initial.model(run.model, output: run.output))
    let probe = StepProbe(
      model: model,
      step: parts.step(model, parts.optimizer(model), RankShare(replicasOf: model)),
      schedule: parts.schedule,
      microBatchRows: options.microBatchRows,
      evaluation: parts.evaluation(run.corpora.validation, run.tokenizer),
      evaluationBatches: run.evaluationRows.count)
    do {
      self.init(
        try probe.run(run.stream, output: run.output), preparationSeconds: preparationSeconds,
        steps: parts.nominalSteps, evaluations: evaluations)
    } catch {
      self = skipped("\(error)")
    }
  }
}
