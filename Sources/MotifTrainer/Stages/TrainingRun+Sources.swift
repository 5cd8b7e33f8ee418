internal import MotifCore
internal import MotifData

extension TrainingRun {
  /// Reads or makes all documents.
  func prepareCorpus() throws -> PreparedCorpus {
    let seed = UInt64(config.seed)
    let sources = config.data.sources.map { PreparedCorpus.source($0, seed: seed) }
    try requireRoom(sources)
    return try PreparedCorpus(config.data, sources: sources, seed: seed, output: output)
  }

  /// Refuses sources that do not fit into memory: reading them would end the process.
  private func requireRoom(_ sources: [CorpusSource]) throws(ConfigErrors) {
    let available = Double(ProcessMemory.available)
    var kept = 0.0
    for (index, source) in sources.enumerated() {
      let memory = source.leastMemory
      let bytes = kept + memory.reading
      kept += memory.kept
      guard bytes > available else { continue }
      let isSynthetic = config.data.sources[index].kind == .synthetic
      let key = "data.sources.\(index)." + (isSynthetic ? "documents" : "path")
      let others = index == 0 ? "" : " with the sources before it"
      throw ConfigErrors([
        ConfigIssue(
          resolved.origin(of: key), key: key,
          "needs at least \(MemoryRequirement.gigabytes(bytes)) of memory\(others), this machine has "
            + MemoryRequirement.gigabytes(available))
      ])
    }
  }
}
