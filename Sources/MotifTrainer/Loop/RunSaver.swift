internal import MotifCore
package import MotifModel
package import MotifOptimizer
package import MotifReport
package import MotifTensor

/// Keeps what a run must not lose: its log, and checkpoints written while training goes on.
///
/// A save that failed gets a second chance with the state of that moment: a disk may be full for a
/// while, and what is in memory is worth more than the last checkpoint.
package final class RunSaver {
  /// What a checkpoint takes of the loop: its state, and the validation score of this very step.
  struct Moment {
    let state: TrainingState
    let score: Double?
  }

  private let folder: RunFolder
  private let log: RunLog
  private let model: CausalLanguageModel
  private let optimizer: Optimizer
  private let console: RunConsole
  private let background: BackgroundSaver
  /// Whether this rank writes: one does, for all hold the same numbers.
  private let isWriter: Bool

  /// A saver of `model` and `optimizer` into `folder`, whose log is `log`.
  package init(
    _ folder: RunFolder, log: RunLog, model: CausalLanguageModel, optimizer: Optimizer,
    console: RunConsole, savesInBackground: Bool, group: TensorGroup = TensorGroup()
  ) {
    isWriter = group.rank == 0
    self.folder = folder
    self.log = log
    self.model = model
    self.optimizer = optimizer
    self.console = console
    background = BackgroundSaver(isAsynchronous: savesInBackground)
  }

  /// Whether a save is under way.
  var isSaving: Bool { background.isSaving }

  /// Appends the record of a step to the log.
  func append(_ record: MetricsRecord) throws {
    if isWriter { try log.append(record) }
  }

  /// Saves `moment`, in the background where that is wanted.
  func save(_ moment: Moment) throws {
    guard isWriter else { return }
    try log.synchronize()
    let snapshot = try folder.snapshot(
      model: model, optimizer: optimizer, state: moment.state, score: moment.score)
    do throws(FileError) { try background.finish() } catch {
      tellOfSecondChance(error)
      try background.save(snapshot)
      return try background.finish()
    }
    try background.save(snapshot)
  }

  /// Makes up for a save that has failed meanwhile.
  func check(_ moment: () -> Moment) throws {
    do throws(FileError) { try background.check() } catch { try saveAgain(moment(), after: error) }
  }

  /// Waits for the save that is under way and makes up for its failure.
  func finish(_ moment: () -> Moment) throws {
    if isSaving { console.busy("saving") }
    do throws(FileError) { try background.finish() } catch { try saveAgain(moment(), after: error) }
  }

  /// Waits for a save of better times; that it failed is not what the run ends or goes back for.
  func end() {
    do throws(FileError) { try background.finish() } catch { console.note("\(error)") }
  }

  private func saveAgain(_ moment: Moment, after error: FileError) throws {
    tellOfSecondChance(error)
    try save(moment)
    try background.finish()
  }

  private func tellOfSecondChance(_ error: FileError) {
    console.note("\(error); saving step \(optimizer.step) instead")
  }

  /// What ``goBack(to:)`` found.
  struct Past {
    let state: TrainingState
    /// The step of the checkpoint.
    let step: Int
    let score: Double?
  }

  /// Gives model and optimizer the numbers of the newest checkpoint of `step` or before; nil when
  /// there is none.
  ///
  /// What newer checkpoints and logs say about the steps that are given up is removed. A run that is
  /// killed at any moment of this resumes from an older state, meets the same number and comes here
  /// again.
  func goBack(to step: Int) throws -> Past? {
    let found = try folder.checkpoints.latest(upTo: step)
    for damage in found.damaged { console.note("damaged checkpoint passed over: \(damage)") }
    guard let checkpoint = found.checkpoint else { return nil }
    let state = try checkpoint.restore(model, optimizer)
    try folder.checkpoints.removeAll(after: checkpoint.step)
    let isValidated = state.unvalidated.flatMap(MetricsRecord.init(jsonLine:)) == nil
    try log.rewind(to: isValidated ? checkpoint.step : checkpoint.step - 1)
    return Past(state: state, step: checkpoint.step, score: checkpoint.score())
  }
}
