internal import Foundation
internal import MotifData
internal import MotifModel
internal import MotifTensor

extension TrainingRun {
  /// Works out what the run will take, without writing or training anything.
  ///
  /// Reads and tokenizes the sources as a run does, then takes a few steps on a model that is thrown
  /// away when there is memory for it. Throws ``DataError`` or ``FileError`` for a source that cannot
  /// be read.
  public func plan() throws -> TrainingPlan {
    let program = ProcessMemory.resident
    let clock = ContinuousClock()
    let start = clock.now
    let corpus = try prepareCorpus()
    let tokenizer = try prepareTokenizer(corpus)
    let tokens = try corpus.tokenized(tokenizer, output: output)
    let stream = try makeStream(tokens.train)
    let preparation = (clock.now - start) / .seconds(1)
    var model = resolved.model
    model.vocabSize = tokenizer.vocabularySize
    let held = ProcessMemory.resident
    let measured = MemoryPlan.Measured(
      program: program, resident: held, peak: ProcessMemory.peak,
      available: ProcessMemory.available + held)
    withExtendedLifetime(corpus) {}

    let training = config.training
    let validation = tokens.validation.map {
      SequentialBatches(
        $0, rows: options.microBatchRows, length: training.sequenceLength,
        maximumTokens: config.evaluation.maxTokens
      ).batchRows
    }
    let disk = diskPlan(model, tokenizer, stream)
    let memory = MemoryPlan(
      model, optimizer: optimizerKind,
      workload: MemoryPlan.Workload(
        rows: training.sequencesPerStep, microBatchRows: options.microBatchRows,
        length: training.sequenceLength, evaluationRows: Self.distinct(validation.joined())),
      checkpointFile: max(disk.weightsFile, disk.optimizerFile), measured: measured)
    let time = try timePlan(
      model, memory: memory, preparation: preparation,
      evaluation: makeEvaluation(tokens.validation, tokenizer),
      batches: validation.reduce(0) { $0 + $1.count }, stream)
    return TrainingPlan(
      name: config.name, vocabularySize: model.vocabSize, steps: options.steps,
      sequencesPerStep: training.sequencesPerStep, microBatchRows: options.microBatchRows,
      sequenceLength: training.sequenceLength, tokensPerStep: training.tokensPerStep,
      totalTokens: stream.config.totalTokens,
      compute: ComputePlan(
        model, length: training.sequenceLength, tokens: stream.config.totalTokens),
      memory: memory,
      tokens: TokenPlan(
        stream.schedule, knots: config.data.mixture.knots.map(\.at), steps: options.steps,
        tokensPerStep: training.tokensPerStep, available: tokens.train.map(\.tokens.count)),
      disk: disk, time: time)
  }

  /// The schedules drawn as an SVG file.
  func scheduleSVG() throws(DataError) -> String {
    let charts = ScheduleCharts(
      learningRate: schedule, mixture: try curriculum(), steps: options.steps,
      rowsPerStep: config.training.sequencesPerStep,
      sequenceLength: config.training.sequenceLength)
    return LineChart.svgDocument(
      title: "Schedules of \(config.name)", stacking: charts.charts)
  }

  /// Draws the schedules into `NAME.plan.svg` beside the run folder, which is not touched.
  ///
  /// Returns the path of the file. Throws ``FileError`` when it cannot be written.
  public func writePlanDrawing() throws -> String {
    let path = folderPath + ".plan.svg"
    let text = try scheduleSVG()
    try FileOperations.system.makeFolder(config.output)
    try DurableFile.replace(path) { file throws(FileError) in try file.append(text) }
    return path
  }

  private func diskPlan(
    _ model: ModelConfig, _ tokenizer: ByteLevelBPE, _ stream: BatchStream
  ) -> DiskPlan {
    let state = Trainer.State(
      step: options.steps, tokens: stream.config.totalTokens, data: stream.state)
    let interval = options.checkpointInterval
    return DiskPlan(
      model, optimizer: optimizerKind, stateText: RunFolder.text(of: state) ?? "",
      saves: Self.occasions(every: interval, in: options.steps), kept: config.checkpoint.keepLast,
      runFiles: resolved.json.utf8.count + TokenizerFile.json(tokenizer).utf8.count
        + options.steps * DiskPlan.metricsLineBytes(layers: model.layerCount),
      folder: config.output)
  }

  private func timePlan(
    _ shape: ModelConfig, memory: MemoryPlan, preparation: Double,
    evaluation: DomainEvaluation, batches: Int, _ stream: BatchStream
  ) throws -> TimePlan {
    let evaluations = Self.occasions(every: options.evaluationInterval, in: options.steps)
    func skipped(_ reason: String) -> TimePlan {
      TimePlan(skipped: reason, preparationSeconds: preparation, evaluations: evaluations)
    }
    guard memory.peak < memory.available else {
      return skipped("the model does not fit into the memory that is available")
    }
    let model = try CausalLanguageModel(shape, seed: UInt64(config.seed))
    let probe = StepProbe(
      model: model, step: makeStep(model, makeOptimizer(model)), schedule: schedule,
      microBatchRows: options.microBatchRows, evaluation: evaluation,
      evaluationBatches: batches)
    do {
      return TimePlan(
        try probe.run(stream, output: output), preparationSeconds: preparation,
        steps: options.steps, evaluations: evaluations)
    } catch {
      return skipped("\(error)")
    }
  }

  /// How often something happens that is due every `interval` steps and after the last.
  private static func occasions(every interval: Int, in steps: Int) -> Int {
    interval > 0 ? (steps + interval - 1) / interval : 1
  }

  private static func distinct(_ values: some Sequence<Int>) -> [Int] {
    var seen: Set<Int> = []
    return values.filter { seen.insert($0).inserted }
  }
}
