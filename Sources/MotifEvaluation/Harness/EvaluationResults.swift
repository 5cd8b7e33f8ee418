package import Foundation
internal import MotifCore

/// Everything an evaluation came to: the content of `results.json`.
package struct EvaluationResults: Codable, Sendable, Equatable {
  /// The model as the user named it.
  package var model: String
  /// What tells its weights from others.
  package var weights: String
  /// The program and its version.
  package var program: String
  /// The version of this form.
  package var version = 1
  /// Whether everything that was to be asked was asked.
  package var isComplete = false
  /// The tasks in the order in which they were asked; the mean of a group stands behind its parts.
  package var tasks: [TaskResult] = []
  /// The texts.
  package var texts: [TextResult] = []

  /// No result yet.
  package init(model: String, weights: String, program: String) {
    (self.model, self.weights, self.program) = (model, weights, program)
  }

  /// These results with those of `before`, of the same weights, that were not asked for again.
  func keeping(_ before: EvaluationResults?) -> EvaluationResults {
    guard let before, before.weights == weights else { return self }
    var result = self
    result.tasks = before.tasks.filter { old in !tasks.contains { $0.task == old.task } } + tasks
    result.texts = before.texts.filter { old in !texts.contains { $0.file == old.file } } + texts
    return result
  }

  /// Writes the file at `path`, replacing one that is there in one step.
  package func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let text = String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    try DurableFile.replace(path) { file throws(FileError) in try file.append(text) }
  }

  /// The results in `json`, as ``write(to:)`` writes them.
  package init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(EvaluationResults.self, from: json)
  }

  /// A row for each metric: task and metric, value, standard error, number of values, of examples.
  package var rows: [[String]] {
    tasks.flatMap { task -> [[String]] in
      if task.metrics.isEmpty {
        return [[task.task, "–", "–", "\(task.samples)", "\(task.shots)"]]
      }
      return task.metrics.map { metric in
        [
          "\(task.task), \(metric.metric)", NumberText.fixed(metric.value, 4),
          metric.stderr.map { NumberText.fixed($0, 4) } ?? "–", "\(metric.n)", "\(task.shots)",
        ]
      }
    }
  }

  /// What must be known of the numbers of some tasks.
  package var notes: [String] {
    tasks.compactMap { task in task.note.map { "\(task.task): \($0)" } }
  }

  /// The results as a table for a terminal, and below it what must be known of them.
  package var text: String {
    var table = TextTable(numbers: 4)
    table.add("task, metric", "value", "± error", "n", "shots")
    for row in rows { table.add(row) }
    let lines = texts.map {
      "  \(PathText.shown($0.file)): \(NumberText.fixed($0.bitsPerByte, 4)) bits per byte, "
        + "\(NumberText.grouped($0.bytes)) bytes"
    }
    return ((tasks.isEmpty ? [] : [table.text()]) + lines + notes).joined(separator: "\n")
  }
}
