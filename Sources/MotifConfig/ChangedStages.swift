internal import Foundation
package import MotifCore

/// The stages of a run that have to run again, because what they come from was changed after they ran.
///
/// Nothing is deleted: their folders are moved to `RUN/replaced-1`, `-2` and so on, the last stage
/// first, so that a run that is killed meanwhile goes on as one whose later stages have not run yet.
package struct ChangedStages {
  /// The place of the first stage that runs again.
  private let first: Int
  /// Why, in a sentence, and the values that changed, a line a key.
  private let reason: String

  /// What decides neither weights nor answers: where and how a stage runs, and what it shows.
  private static let asides = [
    "name", "output", "threads", "logging.", "checkpoint.interval", "checkpoint.keep",
    "checkpoint.background", "generation.", "parallel.", "safety.", "data.cache",
    "training.microBatchSize", "training.activationCheckpointing",
  ]

  /// Those of the run `config`, whose folder holds the config `kept`; nil where none has to.
  ///
  /// A training stage whose new config asks for more steps goes on where it was; what comes after it
  /// runs again.
  ///
  /// - Parameter isFinished: whether nothing of a stage is left to do under its new config.
  init?(
    _ config: PipelineConfig, since kept: PipelineConfig,
    isFinished: (PipelineConfig.Stage) throws -> Bool
  ) rethrows {
    func hasBegun(_ index: Int) -> Bool {
      kept.stages.indices.contains(index)
        && FileManager.default.fileExists(atPath: kept.stages[index].folderPath)
    }
    for (index, old) in kept.stages.enumerated() where hasBegun(index) {
      guard index < config.stages.count, config.stages[index].name == old.name,
        config.stages[index].kind == old.kind
      else {
        (first, reason) = (index, "the config has another stage in the place of \(old.name)")
        return
      }
      let stage = config.stages[index]
      let changes = Self.changes(stage, since: old)
      if changes.isEmpty { continue }
      let goesOn = try !isFinished(stage)
      guard !goesOn || hasBegun(index + 1) else { return nil }
      first = goesOn ? index + 1 : index
      reason =
        "stage \(stage.name) was changed after it had run\n" + changes.joined(separator: "\n")
      return
    }
    return nil
  }

  /// What of `stage` makes it another one than `old`, a line a key.
  private static func changes(
    _ stage: PipelineConfig.Stage, since old: PipelineConfig.Stage
  ) -> [String] {
    // What a training stage measures on the way does not change its weights, and the record of a stage
    // that does not train has nothing but what it reads.
    let (read, asides): ([String], [String]) =
      switch stage.kind {
      case .pretrain, .finetune: ([""], Self.asides + ["evaluation."])
      case .grow: (["model.", "initialization.", "seed"], [])
      case .evaluate: (["evaluation."], [])
      }
    return stage.resolved.changes(since: old.resolved).split(separator: "\n").map(String.init)
      .filter { line in
        func begins(with keys: [String]) -> Bool { keys.contains { line.hasPrefix("  " + $0) } }
        return begins(with: read) && !begins(with: asides)
      }
  }

  /// Moves the folders of these stages out of the way in the run's folder `run`; returns what to say.
  package func setAside(in run: String) throws(FileError) -> String {
    let system = FileOperations.system
    let stages = PipelineConfig.stagesPath(run)
    let moved = try system.list(stages).filter { name in
      Int(name.prefix { $0.isNumber }).map { $0 > first } ?? false
    }
    guard !moved.isEmpty else { return "" }
    var place = run + "/replaced-1"
    var number = 1
    while FileManager.default.fileExists(atPath: place) {
      number += 1
      place = run + "/replaced-\(number)"
    }
    try system.makeFolder(place)
    for name in moved.sorted(by: >) { try system.rename("\(stages)/\(name)", "\(place)/\(name)") }
    try system.syncFolder(stages)
    try system.syncFolder(place)
    let names = moved.joined(separator: ", ")
    return "\(reason)\n\(names): run again; what they had written is in \(place)\n"
  }
}
