internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport

/// The training of one rank: a loop around its share of the model.
struct RankTraining: @unchecked Sendable {
  // Invariant behind @unchecked: ranks read values that nobody changes; the output is rank 0's.

  /// What rank 0 ends with.
  struct End: @unchecked Sendable {
    // Invariant behind @unchecked: handed over once, when the rank has ended.
    let outcome: Trainer.Outcome
    let steps: Int
    /// The whole model; nil on other ranks.
    let model: CausalLanguageModel?
  }

  let config: TrainConfig
  let output: ProgressOutput
  let signals: SignalWatcher

  /// Trains `ranked` on from `material` to the end or to a signal.
  func callAsFunction(_ ranked: RankModel, _ material: TrainingMaterial) throws -> End {
    let parts = RunParts(config: config)
    let (model, optimizer, past) = (ranked.model, ranked.optimizer, material.past)
    let options = parts.options(model, flopsBefore: past.flops)
    let console = RunConsole(
      "training", total: parts.schedule.stepCount, signals: signals,
      output: ranked.share.rank == 0 ? output : .silent, group: ranked.world)
    let prepared = material.prepared
    let trainer = Trainer(
      model: model, optimizer: optimizer, step: ranked.step, schedule: parts.schedule,
      data: material.data,
      validation: Validation(
        parts.evaluation(prepared.tokens.validation, prepared.tokenizer), of: ranked.gathered,
        console: console, group: ranked.world),
      saver: RunSaver(
        material.folder, log: material.log, model: model, optimizer: optimizer, console: console,
        savesInBackground: options.savesInBackground, ranks: ranked.share),
      console: console, options: options, state: past.state, score: past.score)
    trainer.metrics = StepMetrics(model, ranks: ranked.meter)
    if let whole = ranked.gathered.target {
      let isGrown = try WeightFolder.origin(in: material.folder.path) != nil
      let floors = prepared.floors(config).bitsPerByte
      let questions = FreshQuestions(prepared, config)
      trainer.measure = { record in
        record.add(floors: floors)
        record.add(exactMatch: questions.fewAnswers(of: whole))
        if isGrown { record.add(symmetryOf: whole) }
      }
    }
    let corpora = prepared.tokens.train + prepared.tokens.validation
    trainer.requireData = { try TokenizedDomain.requireRead(corpora) }
    let outcome = try trainer.run()
    return End(outcome: outcome, steps: optimizer.step, model: ranked.gathered())
  }
}
