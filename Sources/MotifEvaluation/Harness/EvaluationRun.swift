internal import Foundation
internal import MotifCore
internal import MotifData

/// Asks a model the questions of tasks, and keeps every sample as it comes.
package struct EvaluationRun {
  /// How far it is.
  package struct Progress: Sendable {
    /// The task under way.
    package let task: String
    /// How many of its samples are there.
    package let done: Int
    /// How many it has.
    package let total: Int
  }

  private let model: any EvaluatedModel
  private let folder: String
  private let batch: Int
  private let runner: ProgramRunner?

  /// An evaluation of `model` whose samples are files of `folder`.
  ///
  /// - Parameters:
  ///   - batch: how many questions are asked together; after each batch its samples are on the disk.
  ///   - runner: runs what programs the model writes; without one they are written and not run.
  package init(
    _ model: any EvaluatedModel, folder: String, batch: Int = 16, runner: ProgramRunner? = nil
  ) {
    (self.model, self.folder, self.batch, self.runner) = (model, folder, batch, runner)
  }

  /// The file of a task's samples.
  package static func samplesPath(of task: String, in folder: String) -> String {
    let name = task.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "-" }
    return "\(folder)/\(String(name)).samples.jsonl"
  }

  /// The result of `task`; samples that are there are not asked again.
  ///
  /// Returns nil when `progress` said no; all that was asked is then on the disk. Throws ``FileError``
  /// when samples cannot be written or belong to another evaluation.
  package func result(
    of task: EvaluationTask, progress: (Progress) -> Bool = { _ in true }
  ) throws -> TaskResult? {
    try FileOperations.system.makeFolder(folder)
    let log = try SampleLog(
      Self.samplesPath(of: task.name, in: folder),
      header: .init(task: task.name, model: model.identity, asked: identity(of: task)))
    var records: [Int: SampleRecord] = [:]
    for record in log.records where task.questions.indices.contains(record.index) {
      guard record.promptHash == SampleRecord.hash(of: task.questions[record.index]) else {
        throw SampleLog.refusal(log.path, "other questions or settings")
      }
      records[record.index] = record
    }
    let open = task.questions.filter { records[$0.index] == nil }
    guard progress(.init(task: task.name, done: records.count, total: task.questions.count)) else {
      return nil
    }
    for start in stride(from: 0, to: open.count, by: batch) {
      let made = try ask(Array(open[start..<min(start + batch, open.count)]), task)
      try log.append(made)
      for record in made { records[record.index] = record }
      let state = Progress(
        task: task.name, done: records.count, total: task.questions.count)
      guard progress(state) || records.count == task.questions.count else { return nil }
    }
    let sorted = task.questions.compactMap { records[$0.index] }
    return TaskResult(task, sorted, note: note(on: task, sorted))
  }

  /// What of a task must be the same for samples to be of one evaluation.
  ///
  /// Its settings, wherever its files lie, and whether programs are run; each sample says itself what was
  /// asked.
  private func identity(of task: EvaluationTask) -> String {
    var settings = task.settings
    (settings.questions, settings.examples) = ("", "")
    let text = settings.jsonNode.line + (runner == nil ? "" : "run")
    return String(Array(text.utf8).withUnsafeBytes(SHA256.digest).prefix(16))
  }

  private func note(on task: EvaluationTask, _ records: [SampleRecord]) -> String? {
    var sentences: [String] = []
    let cut = records.count { $0.unreadTokens > 0 }
    if cut > 0 {
      sentences.append(
        "\(cut) of \(records.count) prompts are longer than the model's context, and their beginnings "
          + "were cut")
    }
    if task.settings.attempts > 1, task.settings.temperature == 0 {
      sentences.append("all attempts at a question are alike, since the temperature is 0")
    }
    if case .program? = task.questions.first?.question.expectation {
      if let runner {
        if !runner.isCutOff { sentences.append("the programs ran with access to the network") }
      } else {
        sentences.append(
          "the programs were written and not run, so that there is no score; --allow-code runs them"
        )
      }
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
  }

  private func ask(
    _ questions: [AskedQuestion], _ task: EvaluationTask
  ) throws -> [SampleRecord] {
    if case .choice? = questions.first?.question.expectation { return choose(questions, task) }
    return try write(questions, task)
  }

  private func choose(_ questions: [AskedQuestion], _ task: EvaluationTask) -> [SampleRecord] {
    let judge = AnswerJudge(task)
    let requests = questions.map { asked -> [LikelihoodRequest] in
      guard case .choice(let choices, _) = asked.question.expectation else { return [] }
      return choices.map {
        LikelihoodRequest(
          context: asked.prefix + $0.context, continuation: TaskFormat.delimiter + $0.text)
      }
    }
    var values = model.logLikelihoods(requests.flatMap { $0 })[...]
    return zip(questions, requests).compactMap { asked, requests in
      guard case .choice(let choices, let gold) = asked.question.expectation else { return nil }
      let likelihoods = values.prefix(requests.count)
      let unread = likelihoods.map(\.unreadCount).max() ?? 0
      values = values.dropFirst(requests.count)
      var record = SampleRecord(
        asked, expected: choices[gold].text,
        scores: judge.scores(choices, gold: gold, logLikelihoods: likelihoods.map(\.value)))
      record.logLikelihoods = likelihoods.map(\.value)
      record.unreadTokens = unread
      return record
    }
  }

  private func write(
    _ questions: [AskedQuestion], _ task: EvaluationTask
  ) throws -> [SampleRecord] {
    let (settings, judge) = (task.settings, AnswerJudge(task))
    let requests = questions.flatMap { asked in
      (0..<settings.attempts).map { attempt in
        TextRequest(
          prompt: asked.prompt, stops: settings.stops, maxTokens: settings.maxTokens,
          temperature: settings.temperature, topP: settings.topP,
          stream: asked.index * settings.attempts + attempt)
      }
    }
    let texts = try model.texts(requests)
    return try questions.enumerated().map { place, asked in
      let first = place * settings.attempts
      let given = texts[first..<first + settings.attempts]
      let answers = given.map(\.value)
      var record = SampleRecord(
        asked, expected: asked.question.expectation.text,
        scores: judge.scores(answers, to: asked.question))
      record.answers = answers
      record.unreadTokens = given.map(\.unreadCount).max() ?? 0
      if case .program(let problem) = asked.question.expectation, let runner {
        record.runs = try answers.map { try runner.run(problem.program($0)) }
        record.scores = Self.passes(record.runs)
      }
      return record
    }
  }

  /// pass@1, and pass@k for the usual numbers up to that of the attempts.
  private static func passes(_ runs: [ProgramOutcome]) -> [String: [Double]] {
    let correct = runs.count(where: \.isPassed)
    let sizes = [1, 5, 10, 100].filter { $0 <= runs.count }
    return Dictionary(
      uniqueKeysWithValues: sizes.map {
        ("pass@\($0)", [PassAtK.estimate(count: runs.count, correct: correct, k: $0)])
      })
  }
}
