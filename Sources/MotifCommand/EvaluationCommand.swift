internal import Foundation
internal import MotifCore
internal import MotifData
package import MotifEvaluation
package import MotifReport
internal import MotifTrainer

/// `motif-train evaluate`: loads a model and asks it tasks and texts.
package struct EvaluationCommand {
  private let arguments: Command.EvaluateArguments
  private let groups: [TaskSelection.Group]
  private let model: LanguageModelEvaluator
  private let runner: ProgramRunner?
  private let progress: ProgressOutput
  /// The folder of samples and results.
  package let folder: String

  /// Reads the tasks, then the model that `arguments` name; damaged checkpoints are told to `warn`.
  ///
  /// Throws what is wrong with a task, its files or the model before anything is asked.
  package init(
    _ arguments: Command.EvaluateArguments, progress: ProgressOutput, warn: (String) -> Void
  ) throws {
    self.arguments = arguments
    self.progress = progress
    var options = TaskSelection.Options()
    (options.data, options.limit) = (arguments.data, arguments.limit)
    (options.shots, options.attempts) = (arguments.shots, arguments.attempts)
    (options.temperature, options.maxTokens) = (arguments.temperature, arguments.tokens)
    do { groups = try TaskSelection(arguments.tasks, options).groups } catch let error as DataError
    {
      throw UsageError("--tasks: \(error)")
    }
    for path in arguments.texts { try FileOperations.requireVisible(path) }
    runner = try arguments.allowsCode ? ProgramRunner() : nil
    let trained = try TrainedModel(run: arguments.run, warn: warn)
    let weights = trained.folder ?? arguments.run
    if arguments.usesChat, trained.template == nil {
      throw FileError(
        path: arguments.run,
        reason: "has no template.json: it was not fine-tuned on conversations; leave --chat out")
    }
    model = try trained.evaluator(
      usesChat: arguments.usesChat, rows: arguments.batch, seed: arguments.seed)
    folder = arguments.output.isEmpty ? Self.folder(of: arguments.run, weights) : arguments.output
  }

  /// `evaluation` in a model's folder; in a run's a folder of the checkpoint's name in it.
  private static func folder(of run: String, _ weights: String) -> String {
    let name = PathText.name(of: weights)
    return run + "/evaluation" + (name.hasPrefix("step-") ? "/" + name : "")
  }

  /// Asks everything; nil when `shouldContinue` said no, and what was asked is then on the disk.
  package func results(shouldContinue: () -> Bool) throws -> EvaluationResults? {
    let session = EvaluationSession(
      model, groups, texts: arguments.texts, folder: folder, batch: arguments.batch, runner: runner)
    return try session.results(
      named: arguments.run, shouldContinue: shouldContinue, tell: EvaluationProgress(progress).tell)
  }
}
