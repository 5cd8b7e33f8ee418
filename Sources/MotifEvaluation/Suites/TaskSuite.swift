package import MotifData

/// Tasks that need no file: the families of generated tasks, and instructions that can be verified.
package enum TaskSuite {
  /// The name of the suite of verifiable instructions.
  package static let instructions = "verifiable_instructions"

  /// The names of all suites: families, abilities, and instructions.
  package static var names: [String] {
    TaskGenerators.listing.map(\.name) + abilities + [instructions]
  }

  /// Abilities, each of which is all its families in turn.
  package static var abilities: [String] {
    var known: [String] = []
    for family in TaskGenerators.listing where !known.contains(family.domain.rawValue) {
      known.append(family.domain.rawValue)
    }
    return known
  }

  /// How the tasks of suites are asked where nobody says it.
  package static var settings: TaskSettings {
    var settings = TaskSettings()
    settings.maxTokens = 512
    return settings
  }

  /// How many questions a suite has where nobody says it.
  package static let standardCount = 200

  /// The suite `name` with `count` questions; compositions such as `modular(chain)` are suites too.
  ///
  /// The questions are among those that no generated training text holds. Throws a sentence that names
  /// what was perhaps meant.
  package static func task(
    _ name: String, count: Int, settings: TaskSettings = settings, seed: UInt64 = 0
  ) throws(DataError) -> EvaluationTask {
    var settings = settings
    settings.name = name
    let shots = settings.shots
    let made =
      name == instructions
      ? try InstructionSuite.questions(count: count + shots, seed: seed)
      : try questions(name, count: count + shots, seed: seed)
    guard made.count > shots else {
      throw .invalid("\(name) has \(made.count) questions that are held out, too few for its shots")
    }
    let prefix = ShotPrompt.prefix(
      of: made[shots], examples: Array(made.prefix(shots)), description: "", separator: "\n\n")
    let asked = made.dropFirst(shots).enumerated().map { index, question in
      AskedQuestion(
        index: index, place: "\(name), question \(index + 1)", prefix: prefix, question: question)
    }
    return try EvaluationTask(name: name, settings: settings, questions: asked)
  }

  private static func questions(
    _ name: String, count: Int, seed: UInt64
  ) throws(DataError) -> [TaskQuestion] {
    try TaskConversations(name).questions(count: count, seed: seed).map { question in
      let item = question.item
      let answer = (item.steps + ["Answer: \(item.answer)"]).joined(separator: "\n")
      return TaskQuestion(
        item.prompt + "\n", answer: answer, .item(family: question.family, item))
    }
  }
}
