internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer

/// Refuses what would end the process for want of memory, at the place of the config that asks for it.
struct MemoryGuard {
  private let resolved: ResolvedConfig

  private var config: TrainConfig { resolved.config }

  /// A guard of a run of `resolved`.
  init(_ resolved: ResolvedConfig) { self.resolved = resolved }

  /// Refuses a model of `shape` that this machine has no memory to train or to write text with, and
  /// returns the memory that training takes.
  ///
  /// To be asked before anything is read, and again once the tokenizer gave `shape` its vocabulary and
  /// the documents are in memory: then it is what `--plan` says.
  ///
  /// - Parameters:
  ///   - trained: the names of the parameters that are trained, nil for all.
  ///   - evaluationRows: the numbers of rows of the evaluation's batches; none before they are known.
  @discardableResult
  func require(
    _ shape: ModelConfig, trained: Set<String>? = nil, evaluationRows: [Int] = []
  ) throws -> MemoryPlan {
    try requireCountable(shape)
    let measured = MemoryPlan.Measured.now
    func plan(_ training: TrainingSettings) throws -> MemoryPlan {
      try MemoryPlan(
        resolved, shape, trained: trained, evaluationRows: evaluationRows, measured: measured,
        settings: training)
    }
    let memory = try plan(config.training)
    if !memory.fits {
      try refuse(MemoryOfRanks(config.parallel).complaint(memory), keyOfRanks)
      let refusal = TrainingMemoryRefusal(
        memory, config.training, shape,
        rows: config.training.stages(annealStart: config.schedule.annealStart).map(\.rows))
      try refuse(try refusal.complaint(plan), refusal.key, origin(of: refusal.key))
    }
    let writing = MemoryRequirement(writing: config.generation.tokens, with: shape)
    try refuse(writing.complaint(available: ProcessMemory.available), "generation.tokens")
    return memory
  }

  /// Refuses a step that is beyond what a plan can count, however large the machine.
  func requireCountable(_ shape: ModelConfig) throws(ConfigErrors) {
    let training = config.training
    let stages = training.stages(annealStart: config.schedule.annealStart)
    let tokens = stages.map { stage in
      let rows = training.microBatchSize > 0 ? training.microBatchSize : stage.rows
      return Double(min(rows, stage.rows)) * Double(stage.length)
    }
    try refuse(
      MemoryPlan.complaint(
        shape, tokens: tokens.max() ?? 0, stepTokens: Double(stages.map(\.tokens).max() ?? 0)),
      "model", resolved.modelOrigin)
  }

  /// Refuses `sources`, those of the config, where they do not fit into memory.
  func requireRoom(for sources: [CorpusSource?]) throws(ConfigErrors) {
    let available = Double(ProcessMemory.available)
    var kept = 0.0
    for (index, (source, corpus)) in zip(config.data.sources, sources).enumerated() {
      let memory = corpus?.leastMemory ?? source.leastMemoryOfConversations
      let bytes = kept + memory.reading
      kept += memory.kept
      guard bytes > available else { continue }
      let others = index == 0 ? "" : " with the sources before it"
      try refuse(
        "needs at least \(ByteText.short(bytes)) of memory\(others), this machine has "
          + ByteText.short(available)
          + (source.kind.isGenerated
            ? "" : "; motif-train tokenize writes its tokens into files that are read in place"),
        "data.sources.\(index)." + (source.kind.isGenerated ? "documents" : "path"))
    }
  }

  /// The key that makes ranks, of those that somebody wrote.
  private var keyOfRanks: String {
    ["ranks", "dpReplicate", "dpShard", "tp"].map { "parallel." + $0 }.first {
      switch resolved.origin(of: $0) {
      case .file, .commandLine: true
      case .standard, .preset: false
      }
    } ?? "parallel.ranks"
  }

  private func origin(of key: String) -> ValueOrigin {
    key == "model" ? resolved.modelOrigin : resolved.origin(of: key)
  }

  /// Throws the complaint about `key`, if there is one.
  private func refuse(
    _ complaint: String?, _ key: String, _ origin: ValueOrigin? = nil
  ) throws(ConfigErrors) {
    guard let complaint else { return }
    throw ConfigErrors([
      ConfigIssue(origin ?? resolved.origin(of: key), key: key, complaint)
    ])
  }
}
