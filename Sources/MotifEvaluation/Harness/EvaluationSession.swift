internal import Foundation
internal import MotifCore

/// Asks a model tasks and texts one after the other, and keeps the results of those that are done.
package struct EvaluationSession {
  private let model: any EvaluatedModel
  private let groups: [TaskSelection.Group]
  private let texts: [String]
  private let folder: String
  private let batch: Int
  private let runner: ProgramRunner?

  /// A session whose samples and `results.json` are files of `folder`.
  ///
  /// - Parameters:
  ///   - texts: files of text.
  ///   - batch: how many questions are asked together.
  ///   - runner: runs what programs the model writes; without one they are written and not run.
  package init(
    _ model: any EvaluatedModel, _ groups: [TaskSelection.Group], texts: [String] = [],
    folder: String, batch: Int = 16, runner: ProgramRunner? = nil
  ) {
    (self.model, self.groups, self.texts) = (model, groups, texts)
    (self.folder, self.batch, self.runner) = (folder, batch, runner)
  }

  /// Where the results of an evaluation in `folder` are.
  package static func resultsPath(_ folder: String) -> String { folder + "/results.json" }

  /// Asks everything of the model that the user calls `name`.
  ///
  /// Returns nil when `shouldContinue` said no; what was asked is then on the disk, and the same session
  /// goes on with it. Throws ``FileError`` for what cannot be read or written, and for samples of another
  /// evaluation.
  package func results(
    named name: String, shouldContinue: () -> Bool, tell: (EvaluationEvent) -> Void
  ) throws -> EvaluationResults? {
    try FileOperations.system.makeFolder(folder)
    try FileOperations.system.requireWritable(folder)
    let path = Self.resultsPath(folder)
    let before = FileManager.default.contents(atPath: path)
      .flatMap { try? EvaluationResults(json: $0) }
    var results = EvaluationResults(
      model: name, weights: model.identity, program: ProgramVersion.text)
    func keep() throws { try results.keeping(before).write(to: path) }
    for text in texts {
      let result = try TextResult(text, of: model) { done, total in
        tell(.asked(name: text, done: done, total: total, unit: "tokens"))
        return shouldContinue()
      }
      guard let result else { return nil }
      results.texts.append(result)
      tell(
        .finished(
          name: text, summary: NumberText.fixed(result.bitsPerByte, 4) + " bits per byte"))
      try keep()
    }
    for group in groups {
      guard let parts = try parts(of: group, shouldContinue, tell) else { return nil }
      results.tasks += parts
      if parts.count > 1 { results.tasks.append(TaskResult.mean(of: parts, named: group.name)) }
      // What is known stays known, whatever becomes of the tasks behind it.
      try keep()
    }
    results.isComplete = true
    try keep()
    return results
  }

  private func parts(
    of group: TaskSelection.Group, _ shouldContinue: () -> Bool, _ tell: (EvaluationEvent) -> Void
  ) throws -> [TaskResult]? {
    let run = EvaluationRun(model, folder: folder, batch: batch, runner: runner)
    var parts: [TaskResult] = []
    for task in group.tasks {
      let result = try run.result(of: task) { state in
        tell(
          .asked(name: state.task, done: state.done, total: state.total, unit: "questions"))
        return shouldContinue()
      }
      guard let result else { return nil }
      parts.append(result)
      let shown = result.metrics.prefix(2).map { "\($0.metric) \(NumberText.fixed($0.value, 4))" }
      let questions = result.samples == 1 ? "1 question" : "\(result.samples) questions"
      tell(
        .finished(
          name: task.name, summary: ([questions] + shown).joined(separator: ", ")))
    }
    return parts
  }
}
