package import MotifCore

extension CheckpointStore {
  /// The newest checkpoint that agrees with its manifest, taken at `step` or before.
  ///
  /// Throws the error of one that cannot be read now: it may be whole, and to pass it over would be to
  /// lose it. Cost: reads the files of the newest checkpoint, and of older ones only if it is damaged.
  ///
  /// - Parameter scheduledOnly: passes over checkpoints that were taken because of a signal.
  package func latest(
    upTo step: Int = .max, scheduledOnly: Bool = false
  ) throws(FileError) -> Latest {
    var damaged: [FileError] = []
    for checkpoint in try checkpoints() where checkpoint.step <= step {
      do {
        if scheduledOnly,
          try !checkpoint.manifest(.filesAlone, operations: operations).isScheduled
        {
          continue
        }
        try checkpoint.verify(operations: operations)
        return Latest(checkpoint: checkpoint, damaged: damaged)
      } catch {
        if error.isRefusal { throw error }
        damaged.append(error)
      }
    }
    return Latest(checkpoint: nil, damaged: damaged)
  }

  /// The newest `count` checkpoints that were due, up to `step`, the newest first; fewer where there are
  /// not so many.
  ///
  /// Throws ``FileError`` for one of them that is damaged. Cost: reads and hashes them.
  package func scheduled(
    _ count: Int, upTo step: Int
  ) throws(FileError) -> [RunCheckpoint] {
    var found: [RunCheckpoint] = []
    for checkpoint in try checkpoints() where checkpoint.step <= step && found.count < count {
      guard try checkpoint.manifest(.filesAlone, operations: operations).isScheduled else {
        continue
      }
      try checkpoint.verify(operations: operations)
      found.append(checkpoint)
    }
    return found
  }
}
