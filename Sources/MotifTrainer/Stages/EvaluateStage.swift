internal import Foundation
internal import MotifCore
internal import MotifEvaluation
internal import MotifReport

/// The stage that asks the model of the stage before what it can do.
struct EvaluateStage {
  private let resolved: ResolvedConfig
  private let output: ProgressOutput
  private let signals: SignalWatcher

  /// The evaluation that `resolved` describes, of the weights that its initialization names.
  init(_ resolved: ResolvedConfig, output: ProgressOutput, signals: SignalWatcher) {
    self.resolved = resolved
    self.output = output
    self.signals = signals
  }

  private var folder: String { resolved.config.output + "/" + resolved.config.name }

  /// The tasks that the config names, with their questions.
  ///
  /// Throws what is wrong with one of them.
  private static func tasks(of config: TrainConfig) throws -> [TaskSelection.Group] {
    var options = TaskSelection.Options()
    options.data = config.evaluation.data
    options.limit = config.evaluation.limit == 0 ? nil : config.evaluation.limit
    return try TaskSelection(config.evaluation.tasks, options).groups
  }

  /// How many questions of each task the config asks; throws as ``tasks(of:)``.
  static func questions(of config: TrainConfig) throws -> [(task: String, questions: Int)] {
    try tasks(of: config).map { ($0.name, $0.questionCount) }
  }

  /// Asks everything that is not there yet, and draws the page; false when a signal came.
  ///
  /// A model that was fine-tuned on conversations is asked in the turns of its template. Programs that it
  /// writes are not run.
  func run() throws -> Bool {
    let config = resolved.config
    let groups = try Self.tasks(of: config)
    let trained = try TrainedModel(run: config.initialization.from) { output.write($0 + "\n") }
    let model = try trained.evaluator(usesChat: true)
    let progress = EvaluationProgress(output)
    let results = try EvaluationSession(model, groups, folder: folder).results(
      named: config.initialization.from, shouldContinue: { !signals.isStopRequested },
      tell: progress.tell)
    guard let results else { return false }
    let page = EvaluationPage.html(
      title: config.name, model: results.model, scores: results.taskScores, notes: results.notes)
    try DurableFile.replace(RunFolder(path: folder).reportPath) { file throws(FileError) in
      try file.append(page)
    }
    return true
  }

  /// Whether everything was asked and the results of it are in `folder`.
  static func isFinished(in folder: String) -> Bool {
    results(in: folder)?.isComplete ?? false
  }

  /// The results in `folder`; nil where there are none.
  static func results(in folder: String) -> EvaluationResults? {
    FileManager.default.contents(atPath: EvaluationSession.resultsPath(folder))
      .flatMap { try? EvaluationResults(json: $0) }
  }
}

extension EvaluationResults {
  /// The metrics of all tasks, one by one.
  var taskScores: [TaskScore] {
    tasks.flatMap { task in
      task.metrics.map {
        TaskScore(
          task: task.task, metric: $0.metric, value: $0.value, error: $0.stderr, count: $0.n,
          shots: task.shots)
      }
    }
  }
}
