internal import MotifCore

/// What one metric of a task came to.
package struct TaskScore: Sendable, Equatable {
  /// The task.
  package let task: String
  /// The metric.
  package let metric: String
  /// Its mean.
  package let value: Double
  /// The standard error of the mean; nil of one value.
  package let error: Double?
  /// How many questions were asked.
  package let count: Int
  /// How many examples stood before each.
  package let shots: Int

  /// A score.
  package init(
    task: String, metric: String, value: Double, error: Double?, count: Int, shots: Int
  ) {
    (self.task, self.metric, self.value, self.error) = (task, metric, value, error)
    (self.count, self.shots) = (count, shots)
  }

  /// Those of whole tasks, without the parts that a filter behind a comma names.
  static func wholes(_ scores: [TaskScore]) -> [TaskScore] {
    scores.filter { !$0.metric.contains(",") }
  }

  /// `scores` in a table.
  static func table(_ scores: [TaskScore], caption: String) -> String {
    guard !scores.isEmpty else { return "" }
    return ReportPage.table(
      caption: caption, head: ["task", "metric", "value", "± error", "questions", "examples"],
      rows: scores.map {
        [
          $0.task, $0.metric, NumberText.fixed($0.value, 4),
          $0.error.map { NumberText.fixed($0, 4) } ?? "–", NumberText.grouped($0.count),
          NumberText.grouped($0.shots),
        ]
      }, words: [1])
  }

  /// Those that are parts of a whole as bars, by task; nothing where there are none.
  static func bars(_ scores: [TaskScore], title: String) -> String {
    let shares = wholes(scores).filter { (0...1).contains($0.value) }
    var tasks: [String] = []
    for score in shares where !tasks.contains(score.task) { tasks.append(score.task) }
    return BarList(
      title, note: "How much of each task was right, with the standard error of the mean.",
      tasks.flatMap { task -> [BarList.Bar] in
        let own = shares.filter { $0.task == task }
        return own.map { score -> BarList.Bar in
          let error = score.error.map { " ± \(NumberText.fixed($0 * 100, 1))" } ?? ""
          return .init(
            name: own.count > 1 ? "\(task), \(score.metric)" : task, share: score.value,
            text: NumberText.fixed(score.value * 100, 1) + error + " %")
        }
      }
    ).html
  }
}
