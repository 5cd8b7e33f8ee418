internal import Foundation
internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport

/// Answers that a model itself gives to tasks, of which those are trained on that the verifier accepts.
///
/// Every task is answered several times at a temperature. One that is answered rightly always, or more
/// often than 0.8, teaches nothing, and one that never is has nothing to teach with: of the others each
/// right answer is kept once. Where no level is given a family's level follows its accuracy
/// (``LevelRule``). What was answered is kept in groups as it is made, so a run that is killed asks no
/// group twice and keeps the same answers. Source: the specification, synthetic generators.
struct RejectionSampling {
  /// What became of one task.
  private struct Try: Codable {
    let family: String
    let level, asked, right: Int
    let prompt: String
    /// The different right answers, in the order in which they came; none where the task is passed over.
    let kept: [String]
  }

  /// Writes an answer to each of the conversations with its own of the samplers.
  typealias Answering = ([Conversation], inout [Sampler]) throws -> [ChatModel.Answer]

  private struct Group: Codable {
    /// Of which model, tasks and settings.
    let identity: String
    let tries: [Try]
  }

  private let source: SourceSettings
  private let tasks: TaskConversations
  private let seed: UInt64
  private let identity: String
  private let path: String

  /// Tasks whose answers are written side by side and kept together.
  private static let groupSize = 16
  /// The largest share of right answers of a task that is still taken.
  private static let highestPassRate = 0.8

  /// The sampling of `source`, one of tasks with candidates, for a run of `config` in `folder`, by the
  /// model called `model`.
  init(
    _ source: SourceSettings, _ config: TrainConfig, model: String, in folder: String
  ) throws(DataError) {
    self.source = source
    tasks = try source.tasks()
    seed = UInt64(config.seed)
    path = "\(folder)/sampled/\(source.name)"
    identity =
      "\(model), \(source.family.rawValue), level \(source.level), \(source.candidates) candidates at "
      + "\(source.temperature), \(config.training.sequenceLength) tokens, seed \(seed)"
  }

  /// The file of the conversations that are kept of the source `name` in the run `folder`, one JSON object
  /// a line; it is written last.
  static func file(of name: String, in folder: String) -> String {
    "\(folder)/sampled/\(name).jsonl"
  }

  /// Asks `answer` what was not asked yet, and writes the file.
  ///
  /// Throws ``FileError`` for a folder that cannot be written or holds the answers of another model, and
  /// ``DataError`` when no answer is kept.
  func make(asking answer: Answering, output: ProgressOutput) throws {
    let progress = ProgressLine(
      "sampling \(source.name)", total: source.documents, unit: "tasks", output: output)
    try FileOperations.system.makeFolder(path)
    var rules = tasks.levels.mapValues { LevelRule($0) }
    var (kept, right, asked) = (0, 0, 0)
    var texts: [String] = []
    for (number, start) in stride(from: 0, to: source.documents, by: Self.groupSize).enumerated() {
      let places = start..<min(start + Self.groupSize, source.documents)
      let tries = try group(number) ?? ask(places, rules, answer, number)
      for one in tries {
        for place in 0..<one.asked { rules[one.family]?.record(place < one.right) }
        asked += one.asked
        right += one.right
        kept += one.kept.count
        texts += one.kept.map { Self.line(one, $0) }
      }
      progress.update(places.upperBound, [.text("\(kept) answers kept")])
    }
    guard kept > 0 else {
      throw DataError.invalid(
        "\(source.name): of \(asked) answers at temperature \(source.temperature), \(right) are right and "
          + "none is kept; take easier tasks, more candidates, or a model that has learned more")
    }
    try DurableFile.replace(path + ".jsonl") { file throws(FileError) in
      for text in texts { try file.append(text + "\n") }
    }
    let levels = rules.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.level)" }
    progress.finish(
      "\(right) of \(asked) answers right, \(kept) kept"
        + (source.level == 0 ? "; levels at the end: \(levels.joined(separator: ", "))" : ""))
  }

  private func groupPath(_ number: Int) -> String { "\(path)/\(number).json" }

  /// The tries of group `number`, where it was made.
  private func group(_ number: Int) throws(FileError) -> [Try]? {
    let path = groupPath(number)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let data = try FileOperations.system.read(path)
    guard let found = try? JSONDecoder().decode(Group.self, from: data) else {
      throw FileError(path: path, reason: "is damaged; remove it to sample these answers once more")
    }
    guard found.identity == identity else {
      throw FileError(
        path: path,
        reason: "holds answers of another model or other settings (\(found.identity)); remove "
          + "\(self.path) to sample anew")
    }
    return found.tries
  }

  /// Asks the tasks at `places` and keeps what came as group `number`.
  private func ask(
    _ places: Range<Int>, _ rules: [String: LevelRule], _ answer: Answering, _ number: Int
  ) throws -> [Try] {
    let questions = places.compactMap { place in
      tasks.question(place, seed: seed) { source.level > 0 ? nil : rules[$0]?.level }
    }
    let count = source.candidates
    var samplers = questions.indices.flatMap { place in
      (0..<count).map { candidate in
        Sampler(
          temperature: source.temperature, seed: seed &+ UInt64(places.lowerBound + place),
          sample: candidate + 1)
      }
    }
    let answers = try answer(
      questions.flatMap { Array(repeating: $0.question.conversation, count: count) }, &samplers)
    let tries = questions.enumerated().map { place, asked in
      let right = answers[(place * count)..<((place + 1) * count)].filter {
        $0.isEnded && asked.question.isAnswered(by: $0.text)
      }
      var different: [String] = []
      for answer in right where !different.contains(answer.text) { different.append(answer.text) }
      let isTaken = Double(right.count) <= Self.highestPassRate * Double(count)
      return Try(
        family: asked.question.family, level: asked.level, asked: count, right: right.count,
        prompt: asked.question.item.prompt, kept: isTaken ? different : [])
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(Group(identity: identity, tries: tries))
    try DurableFile.replace(groupPath(number)) { file throws(FileError) in try file.append(data) }
    return tries
  }

  private static func line(_ task: Try, _ answer: String) -> String {
    "{\"family\": \(JSONNode.quoted(task.family)), \"level\": \(task.level), "
      + "\"prompt\": \(JSONNode.quoted(task.prompt)), \"completion\": \(JSONNode.quoted(answer))}"
  }
}
