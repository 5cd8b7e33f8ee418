internal import MotifCore
internal import MotifData

extension TrainingRun {
  /// Reads or makes all documents.
  func prepareCorpus() throws -> PreparedCorpus {
    try requireRoom()
    return try PreparedCorpus(config.data, seed: UInt64(config.seed), output: output)
  }

  /// Refuses sources that do not fit into memory: reading them would end the process.
  private func requireRoom() throws(ConfigErrors) {
    let available = Double(ProcessMemory.available)
    var kept = 0.0
    for (index, source) in config.data.sources.enumerated() {
      let memory = PreparedCorpus.corpus(source, seed: UInt64(config.seed)).leastMemory
      let bytes = kept + memory.reading
      kept += memory.kept
      guard bytes > available else { continue }
      let key = "data.sources.\(index)." + (source.kind == .synthetic ? "documents" : "path")
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
