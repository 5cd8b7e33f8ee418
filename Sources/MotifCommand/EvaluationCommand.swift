internal import Foundation
internal import MotifCore
internal import MotifData
package import MotifEvaluation
internal import MotifModel
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
    let identity =
      try WeightIdentity.of(WeightFolder(weights)) + (arguments.usesChat ? ", chat" : "")
    model = try LanguageModelEvaluator(
      trained.model, trained.tokenizer,
      identity: identity + (arguments.seed == 0 ? "" : ", seed \(arguments.seed)"),
      template: arguments.usesChat ? trained.template : nil, rows: arguments.batch,
      seed: arguments.seed)
    folder = arguments.output.isEmpty ? Self.folder(of: arguments.run, weights) : arguments.output
  }

  /// `evaluation` in a model's folder; in a run's a folder of the checkpoint's name in it.
  private static func folder(of run: String, _ weights: String) -> String {
    let name = PathText.name(of: weights)
    return run + "/evaluation" + (name.hasPrefix("step-") ? "/" + name : "")
  }

  /// Asks everything; nil when `shouldContinue` said no, and what was asked is then on the disk.
  package func results(shouldContinue: () -> Bool) throws -> EvaluationResults? {
    try FileOperations.system.makeFolder(folder)
    try FileOperations.system.requireWritable(folder)
    var results = EvaluationResults(
      model: arguments.run, weights: model.identity, program: Command.programVersion)
    for path in arguments.texts {
      let line = ProgressLine("text \(path)", unit: "tokens", output: progress)
      let result = try TextResult(path, of: model) { done, total in
        line.update(done, work: done, [.text("of \(NumberText.grouped(total))")])
        return shouldContinue()
      }
      guard let result else { return nil }
      line.finish("\(NumberText.fixed(result.bitsPerByte, 4)) bits per byte")
      results.texts.append(result)
      try results.write(to: folder + "/results.json")
    }
    let run = EvaluationRun(model, folder: folder, batch: arguments.batch, runner: runner)
    for group in groups {
      var parts: [TaskResult] = []
      for task in group.tasks {
        guard let result = try ask(task, run, shouldContinue) else { return nil }
        parts.append(result)
      }
      results.tasks += parts
      if parts.count > 1 { results.tasks.append(TaskResult.mean(of: parts, named: group.name)) }
      // What is known stays known, whatever becomes of the tasks behind it.
      try results.write(to: folder + "/results.json")
    }
    return results
  }

  private func ask(
    _ task: EvaluationTask, _ run: EvaluationRun, _ shouldContinue: () -> Bool
  ) throws -> TaskResult? {
    let line = ProgressLine(
      task.name, total: task.questions.count, unit: "questions", output: progress)
    var isFirst = true
    let result = try run.result(of: task) { state in
      if isFirst { line.resume(at: state.done) } else { line.update(state.done) }
      isFirst = false
      return shouldContinue()
    }
    if let result {
      let shown = result.metrics.prefix(2).map { "\($0.metric) \(NumberText.fixed($0.value, 4))" }
      line.finish(shown.isEmpty ? "\(result.samples) samples" : shown.joined(separator: ", "))
    }
    return result
  }
}
