internal import MotifCore
internal import MotifData
internal import MotifModel

/// Refuses what would end the process for want of memory, at the place of the config that asks for it.
struct MemoryGuard {
  private let resolved: ResolvedConfig

  private var config: TrainConfig { resolved.config }

  /// A guard of a run of `resolved`.
  init(_ resolved: ResolvedConfig) { self.resolved = resolved }

  /// Refuses a model of `shape` that this machine has no memory to train or to write text with.
  ///
  /// To be asked before anything is read, and again once the tokenizer gave `shape` its vocabulary.
  func require(_ shape: ModelConfig) throws(ConfigErrors) {
    let training = MemoryRequirement(
      shape, tokens: microBatchTokens, stepTokens: Double(config.training.tokensPerStep),
      checkpointing: config.training.activationCheckpointing)
    try refuse(
      training.complaint(available: ProcessMemory.available), "model", resolved.modelOrigin)
    let writing = MemoryRequirement(writing: config.generation.tokens, with: shape)
    try refuse(writing.complaint(available: ProcessMemory.available), "generation.tokens")
  }

  /// Refuses `sources`, those of the config, where they do not fit into memory.
  func requireRoom(for sources: [CorpusSource]) throws(ConfigErrors) {
    let available = Double(ProcessMemory.available)
    var kept = 0.0
    for (index, (source, corpus)) in zip(config.data.sources, sources).enumerated() {
      let memory = corpus.leastMemory
      let bytes = kept + memory.reading
      kept += memory.kept
      guard bytes > available else { continue }
      let others = index == 0 ? "" : " with the sources before it"
      try refuse(
        "needs at least \(MemoryRequirement.gigabytes(bytes)) of memory\(others), this machine has "
          + MemoryRequirement.gigabytes(available),
        "data.sources.\(index)." + (source.kind == .synthetic ? "documents" : "path"))
    }
  }

  /// Throws the complaint about `key`, if there is one.
  func refuse(
    _ complaint: String?, _ key: String, _ origin: ValueOrigin? = nil
  ) throws(ConfigErrors) {
    guard let complaint else { return }
    throw ConfigErrors([
      ConfigIssue(origin ?? resolved.origin(of: key), key: key, complaint)
    ])
  }

  /// Tokens that go through the model at once.
  var microBatchTokens: Double {
    let rows = RunParts(config: config).options.microBatchRows
    return Double(rows) * Double(config.training.sequenceLength)
  }
}
