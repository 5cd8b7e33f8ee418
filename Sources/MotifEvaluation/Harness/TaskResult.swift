/// What a task came to.
package struct TaskResult: Codable, Sendable, Equatable {
  /// One metric over all samples.
  package struct Metric: Codable, Sendable, Equatable {
    /// Its name; a filter's name follows behind a comma.
    package var metric: String
    /// The mean.
    package var value: Double
    /// The standard error of the mean; absent of one value.
    package var stderr: Double?
    /// How many values there are.
    package var n: Int
  }

  /// The task.
  package var task: String
  /// How many examples stood before each question.
  package var shots: Int
  /// How many questions were asked.
  package var samples: Int
  /// The metrics, by name.
  package var metrics: [Metric]
  /// What a reader must know of the numbers; absent where there is nothing.
  package var note: String?

  /// The result of `records`, the samples of `task`.
  init(_ task: EvaluationTask, _ records: [SampleRecord], note: String?) {
    self.task = task.name
    self.note = note
    shots = task.settings.shots
    samples = records.count
    var values: [String: [Double]] = [:]
    for record in records { values.merge(record.scores) { $0 + $1 } }
    metrics = values.sorted { $0.key < $1.key }.map { name, values in
      let estimate = MeanEstimate(values)
      return Metric(
        metric: name, value: estimate.mean, stderr: estimate.standardError, n: estimate.count)
    }
  }

  /// A result that is there already.
  package init(task: String, shots: Int, samples: Int, metrics: [Metric], note: String? = nil) {
    (self.task, self.shots, self.samples) = (task, shots, samples)
    (self.metrics, self.note) = (metrics, note)
  }

  /// The means of the parts of a group, each part counting as much as the others.
  package static func mean(of parts: [TaskResult], named name: String) -> TaskResult {
    var values: [String: [Metric]] = [:]
    for metric in parts.flatMap(\.metrics) { values[metric.metric, default: []].append(metric) }
    let metrics = values.filter { $0.value.count == parts.count }.sorted { $0.key < $1.key }
      .map { name, all in
        let count = Double(all.count)
        let errors = all.compactMap(\.stderr)
        let variance = errors.reduce(0) { $0 + $1 * $1 }
        return Metric(
          metric: name, value: all.reduce(0) { $0 + $1.value } / count,
          stderr: errors.count == all.count ? variance.squareRoot() / count : nil,
          n: all.reduce(0) { $0 + $1.n })
      }
    return TaskResult(
      task: name, shots: parts.first?.shots ?? 0, samples: parts.reduce(0) { $0 + $1.samples },
      metrics: metrics)
  }
}
