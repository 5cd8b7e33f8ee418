internal import MotifCore
internal import MotifEvaluation
internal import MotifReport

extension CommandRun {
  /// A task as `evaluate --list` tells it.
  struct ListedTask: Encodable {
    let task: String
    let format: String
    let shots: Int
    let questions: String
  }

  /// What is there of an evaluation that a signal ended.
  struct StoppedEvaluation: Encodable {
    let stopped: Bool
    let folder: String
  }

  /// Measures what a model can do, or tells the tasks there are.
  func evaluate(_ arguments: Command.EvaluateArguments) throws -> ExitCode {
    if arguments.listsTasks { return try listTasks() }
    let evaluation = try signals.leavingAtOnce(.interrupted, "stopped; nothing was asked") {
      try EvaluationCommand(arguments, progress: .standardError) { StandardStreams.tell($0) }
    }
    guard let results = try evaluation.results(shouldContinue: { !signals.isStopRequested }) else {
      try output.write(
        StoppedEvaluation(stopped: true, folder: evaluation.folder),
        text: "Stopped. The same command goes on with the samples in \(evaluation.folder).")
      return .saved
    }
    try output.write(
      results, text: "\(results.text)\n\(evaluation.folder)/results.json")
    return .done
  }

  private func listTasks() throws -> ExitCode {
    let tasks = TaskFile.presets.map {
      ListedTask(
        task: $0.name, format: $0.format.rawValue, shots: $0.shots, questions: $0.questions)
    }
    var table = TextTable(numbers: 1, notes: 2)
    table.add("task", "shots", "questions", "examples")
    for preset in TaskFile.presets {
      table.add(preset.name, "\(preset.shots)", preset.questions, preset.examples)
    }
    let suites = TaskSuite.names
    let text = """
      With files of yours (--data FOLDER):
      \(table.text())

      Without any file: \(TaskSuite.abilities.joined(separator: ", ")) (all families of an ability), \
      \(TaskSuite.instructions), and the families that motif-train synth --list tells.
      """
    try output.write(TaskListing(tasks: tasks, suites: suites), text: text)
    return .done
  }

  /// All tasks, as JSON.
  struct TaskListing: Encodable {
    let tasks: [ListedTask]
    let suites: [String]
  }
}
