internal import MotifCore
internal import MotifData

/// A task that is ready to be asked: its questions with their prompts, and how answers are judged.
package struct EvaluationTask: Sendable {
  /// The name in results.
  package let name: String
  /// The settings.
  package let settings: TaskSettings
  /// The questions in the order in which they are asked.
  package let questions: [AskedQuestion]
  let filters: [(name: String, pattern: AnswerPattern)]
  let match: ExactMatch

  /// A task of questions that are there already.
  init(name: String, settings: TaskSettings, questions: [AskedQuestion]) throws(DataError) {
    (self.name, self.settings, self.questions) = (name, settings, questions)
    match = try settings.compare.match()
    var filters: [(name: String, pattern: AnswerPattern)] = []
    for filter in settings.filters {
      filters.append((filter.name, try AnswerPattern(filter.pattern, choice: filter.take)))
    }
    self.filters = filters
  }

  /// The tasks that `settings` describe: one, or one for each file of a folder.
  ///
  /// - Parameter limit: how many questions of each are asked at most; nil asks all.
  ///
  /// Throws ``FileError`` that names the file, the line and the key.
  package static func tasks(
    _ settings: TaskSettings, limit: Int? = nil
  ) throws -> [EvaluationTask] {
    guard !settings.questions.isEmpty else {
      throw FileError(
        path: settings.name, reason: "questions: a task needs a file with its questions")
    }
    let folder = (try? FileOperations.system.list(settings.questions)) ?? []
    let files = folder.filter { $0.hasSuffix(".json") || $0.hasSuffix(".jsonl") }
    guard !folder.isEmpty else { return [try task(settings, limit: limit)] }
    guard !files.isEmpty else {
      throw FileError(
        path: settings.questions, reason: "the folder holds no file that ends in .json or .jsonl")
    }
    return try files.map { file in
      var part = settings
      let base = file.split(separator: ".").first.map(String.init) ?? file
      part.name = settings.name + "/" + base
      part.questions = settings.questions + "/" + file
      if !settings.examples.isEmpty {
        let known = (try? FileOperations.system.list(settings.examples)) ?? []
        if let match = known.first(where: { $0.hasPrefix(base + ".") }) {
          part.examples = settings.examples + "/" + match
        }
      }
      return try task(part, limit: limit)
    }
  }

  private static func task(_ settings: TaskSettings, limit: Int?) throws -> EvaluationTask {
    let rows = try QuestionRows.read(settings.questions)
    let template = try settings.prompt.isEmpty ? nil : TextTemplate(settings.prompt)
    let questions = try rows.map { try question($0, settings.format, template) }
    let isOwn = settings.examples.isEmpty || settings.examples == settings.questions
    let standard = settings.examples.isEmpty ? settings.format.standardExamples : []
    let isShared = isOwn && standard.isEmpty
    var examples = isShared ? questions : standard
    if !isOwn, settings.shots > 0 {
      examples = try QuestionRows.read(settings.examples).map {
        try question($0, settings.format, template)
      }
    }
    var pool = try ShotPool(examples, settings, isShared: isShared)
    let asked = try questions.prefix(limit ?? .max).enumerated().map { index, question in
      AskedQuestion(
        index: index, place: rows[index].place, prefix: try pool.prefix(of: question),
        question: question)
    }
    return try EvaluationTask(name: settings.name, settings: settings, questions: asked)
  }

  private static func question(
    _ row: QuestionRow, _ format: TaskFormat, _ template: TextTemplate?
  ) throws -> TaskQuestion {
    let question = try format.question(row)
    guard let template else { return question }
    return question.asked(template.fill(try template.fields.map { try row.shownText($0) }))
  }
}
