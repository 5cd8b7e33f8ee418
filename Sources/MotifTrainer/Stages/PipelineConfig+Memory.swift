internal import MotifModel

extension PipelineConfig {
  /// Refuses stages that this machine has no memory to train, before the first one is trained.
  ///
  /// What a stage that trains inserted layers alone takes is known once they are inserted: it is asked
  /// when it begins.
  func requireMemory() throws {
    for stage in stages where stage.kind.isTraining {
      let resolved = stage.resolved
      guard resolved.config.initialization.trainable == .all else { continue }
      try MemoryGuard(resolved).require(resolved.model)
    }
  }
}
