package import MotifCore
package import MotifModel
package import MotifOptimizer
package import MotifReport
internal import MotifTensor

/// Keeps what a run must not lose: its log, and checkpoints written while training goes on.
///
/// A save that failed is tried once more: a disk may be full for a while. What it saves is still that
/// of its own step, so that where a rollback goes does not depend on what a disk does.
package final class RunSaver {
  /// What a checkpoint takes of the loop: its state, the validation score of this very step, and
  /// whether a checkpoint is due.
  struct Moment {
    let state: TrainingState
    let score: Double?
    let isScheduled: Bool
  }

  private let folder: RunFolder
  /// The log; nil on ranks that do not write it.
  private let log: RunLog?
  private let model: CausalLanguageModel
  private let optimizer: Optimizer
  private let console: RunConsole
  private let background: BackgroundSaver
  /// Whether this rank writes log and texts: one does.
  private let isWriter: Bool
  private let ranks: RankShare?
  /// What was said of old checkpoints, each once: pruning meets them again after every save.
  private var told: Set<String> = []

  /// A saver of `model` and `optimizer` into `folder`, whose log is `log`.
  package init(
    _ folder: RunFolder, log: RunLog?, model: CausalLanguageModel, optimizer: Optimizer,
    console: RunConsole, savesInBackground: Bool,
    ranks: RankShare? = nil, startThread: SystemThread.Start = SystemThread.start
  ) {
    self.ranks = ranks
    isWriter = (ranks?.rank ?? 0) == 0
    self.folder = folder
    self.log = log
    self.model = model
    self.optimizer = optimizer
    self.console = console
    // Several ranks write side by side, and all wait until the checkpoint is in its place.
    background = BackgroundSaver(
      isAsynchronous: savesInBackground && ranks?.isAlone ?? true,
      startThread: startThread)
    if background.isRefused {
      console.note(
        "the system refused a thread for saving: training waits for every checkpoint instead")
    }
  }

  /// Whether a save is under way.
  var isSaving: Bool { background.isSaving }

  /// Appends the record of a step to the log.
  func append(_ record: MetricsRecord) throws {
    if isWriter { try log?.append(record) }
  }

  /// Saves `moment`, in the background where that is wanted.
  func save(_ moment: Moment) throws {
    if isWriter { try log?.synchronize() }
    if let ranks, !ranks.isAlone {
      let save = RankSave(folder: folder, model: model, optimizer: optimizer, ranks: ranks)
      return tell(try save(moment))
    }
    try finish()
    tell(
      try background.save(
        folder.snapshot(
          model: model, optimizer: optimizer, state: moment.state, score: moment.score,
          isScheduled: moment.isScheduled)))
  }

  /// Makes up for a save that has failed meanwhile.
  func check() throws(FileError) {
    do throws(FileError) { tell(try background.check()) } catch { try saveAgain(after: error) }
  }

  /// Waits for the save that is under way and makes up for its failure.
  func finish() throws(FileError) {
    if isSaving { console.busy("saving") }
    do throws(FileError) { tell(try background.finish()) } catch { try saveAgain(after: error) }
  }

  /// Waits for a save of better times; that it failed is not what the run ends or goes back for.
  func end() {
    do throws(FileError) { try finish() } catch { console.note("\(error)") }
  }

  private func saveAgain(after error: FileError) throws(FileError) {
    console.note("\(error); saving once more")
    tell(try background.retry())
  }

  private func tell(_ left: [FileError]) {
    for error in left where told.insert(error.description).inserted {
      console.note("\(error); it was left as it is")
    }
  }

  /// What ``goBack(to:)`` found.
  struct Past {
    let state: TrainingState
    /// The step of the checkpoint.
    let step: Int
    let score: Double?
  }

  /// Gives model and optimizer the numbers of the newest checkpoint of `step` or before that was due;
  /// nil when there is none.
  ///
  /// One that a signal asked for is no place to go back to: a run that was stopped would differ from
  /// one that never was.
  ///
  /// What newer checkpoints and logs say about the steps that are given up is removed. A run that is
  /// killed at any moment of this resumes from an older state, meets the same number and comes here
  /// again.
  func goBack(to step: Int) throws -> Past? {
    let checkpoint = try agree { () throws -> RunCheckpoint? in
      let found = try folder.checkpoints.latest(upTo: step, scheduledOnly: true)
      for damage in found.damaged { console.note("damaged checkpoint passed over: \(damage)") }
      return found.checkpoint
    }
    guard let checkpoint else { return nil }
    let state = try checkpoint.restore(model, optimizer)
    // Nothing is removed before all ranks have read.
    try agree { nil }
    if isWriter {
      tell(try folder.checkpoints.removeAll(after: checkpoint.step))
      let isValidated = state.unvalidated.flatMap(MetricsRecord.init(jsonLine:)) == nil
      try log?.rewind(to: isValidated ? checkpoint.step : checkpoint.step - 1)
    }
    return Past(state: state, step: checkpoint.step, score: checkpoint.score())
  }

  /// Makes the mean of the last `count` checkpoints that were due the weights, after `step`.
  ///
  /// A run that is stopped or killed here takes the same mean when it goes on.
  func average(_ count: Int, after step: Int) throws {
    try finish()
    // Nobody reads before all have written, and nobody trains on before all have read.
    try agree { nil }
    guard let mean = try WeightAverage(count, of: folder.checkpoints, upTo: step) else { return }
    try mean.apply(to: model)
    try agree { nil }
    let steps = mean.steps.map(NumberText.grouped).joined(separator: ", ")
    console.note("step \(step)  the weights are the mean of those after the steps \(steps)")
  }

  /// The checkpoint that rank 0 finds, for all ranks.
  @discardableResult
  private func agree(_ find: () throws -> RunCheckpoint?) throws -> RunCheckpoint? {
    guard let ranks else { return try find() }
    let found = isWriter ? try find() : nil
    let told = ranks.groups.world.broadcast(found)
    try ranks.groups.check()
    return told
  }
}
