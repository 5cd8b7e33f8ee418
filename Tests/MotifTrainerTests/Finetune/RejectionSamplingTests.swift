import Foundation
import MotifCore
import MotifData
import MotifModel
import MotifReport
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// What is kept of the answers that a model gives to tasks.
@Suite struct RejectionSamplingTests {
  /// Answers of which a share is right, by the prompt alone; counts what it is asked.
  private final class Oracle {
    var asked = 0
    private let items: [String: TaskItem]
    private let isRight: (_ prompt: String, _ candidate: Int) -> Bool
    private let isEnded: Bool

    init(
      _ tasks: TaskConversations, seed: UInt64, isEnded: Bool = true,
      isRight: @escaping (String, Int) -> Bool
    ) {
      var items: [String: TaskItem] = [:]
      for index in 0..<400 {
        for level in 1...9 {
          guard let found = tasks.question(index, seed: seed, level: { _ in level }) else {
            continue
          }
          items[found.question.item.prompt] = found.question.item
        }
      }
      self.items = items
      (self.isRight, self.isEnded) = (isRight, isEnded)
    }

    func answer(
      _ conversations: [Conversation], _ samplers: inout [Sampler]
    ) throws -> [ChatModel.Answer] {
      asked += conversations.count
      var counts: [String: Int] = [:]
      return try conversations.map { conversation in
        let prompt = conversation.turns[0].content
        let candidate = counts[prompt, default: 0]
        counts[prompt] = candidate + 1
        let answer = try #require(items[prompt]).answer
        let text = isRight(prompt, candidate) ? "Answer: \(answer)" : "Answer: none of these"
        return ChatModel.Answer(
          text: "<think>\(candidate % 2)</think>" + text, isEnded: isEnded, tokenCount: 3,
          unreadCount: 0)
      }
    }
  }

  private let folder: RunPlace

  init() throws { folder = try RunPlace() }

  private func source(_ change: (inout SourceSettings) -> Void = { _ in }) -> SourceSettings {
    var source = SourceSettings()
    source.name = "tasks"
    source.kind = .tasks
    source.family = SourceSettings.Family(rawValue: "chain") ?? .arithmetic
    source.documents = 100
    source.candidates = 5
    change(&source)
    return source
  }

  private func sampling(
    _ source: SourceSettings, model: String = "m", in place: String? = nil
  ) throws -> RejectionSampling {
    var config = TrainConfig()
    config.seed = 3
    return try RejectionSampling(source, config, model: model, in: place ?? folder.path)
  }

  private func rows(in place: String? = nil) throws -> [Conversation] {
    var file = ConversationFile(RejectionSampling.file(of: "tasks", in: place ?? folder.path))
    file.splitsReasoning = true
    return try file.conversations()
  }

  @Test func rightAnswersAreKeptOnceWhereNotAllAreRight() throws {
    let source = source()
    let oracle = try Oracle(source.tasks(), seed: 3) { prompt, candidate in
      // 0, 3, 4 or 5 of five are right.
      candidate < [0, 3, 4, 5][prompt.utf8.count % 4]
    }
    try sampling(source).make(asking: oracle.answer, output: .silent)
    let kept = try Dictionary(grouping: rows()) { $0.turns[0].content }
    #expect(kept.count > 20)
    for (prompt, conversations) in kept {
      // Three and four of five are right; each text of two comes once.
      #expect([1, 2].contains(prompt.utf8.count % 4))
      // A prompt may be asked twice: a level has so many.
      let reasons = conversations.map { $0.turns[1].reasoning ?? "" }
      #expect(Set(reasons) == ["0", "1"] && reasons.count { $0 == "0" } == reasons.count / 2)
      #expect(conversations.allSatisfy { $0.turns[1].content.hasPrefix("Answer: ") })
    }
    #expect(oracle.asked % 5 == 0 && oracle.asked > 400)
  }

  @Test func anAnswerThatDoesNotEndIsNotRight() throws {
    let source = source()
    let oracle = try Oracle(source.tasks(), seed: 3, isEnded: false) { _, _ in true }
    let error = #expect(throws: DataError.self) {
      try sampling(source).make(asking: oracle.answer, output: .silent)
    }
    #expect("\(try #require(error))".contains("0 are right and none is kept"))
    #expect("\(try #require(error))".contains("temperature 0.8"))
  }

  @Test func theLevelFollowsTheAccuracy() throws {
    let levels = try source().tasks().levels["chain"] ?? 1...1
    #expect(levels.upperBound > 1)
    func seen(_ source: SourceSettings, _ right: Int) throws -> Set<Int> {
      let place = folder.path + "/\(source.level)-\(right)"
      let oracle = try Oracle(source.tasks(), seed: 3) { _, candidate in candidate < right }
      try? sampling(source, in: place).make(asking: oracle.answer, output: .silent)
      let groups = try FileManager.default.contentsOfDirectory(atPath: place + "/sampled/tasks")
      return try groups.reduce(into: []) { found, name in
        let text = try String(
          contentsOfFile: place + "/sampled/tasks/\(name)", encoding: .utf8)
        for part in text.components(separatedBy: "\"level\":").dropFirst() {
          found.insert(Int(part.prefix { $0.isNumber }) ?? 0)
        }
      }
    }
    #expect(try seen(source(), 5).count > 1)
    #expect(try seen(source(), 3) == [levels.lowerBound])
    #expect(try seen(source { $0.level = 2 }, 5) == [2])
  }

  @Test func whatWasKilledGoesOnWithTheSameAnswers() throws {
    let source = source()
    let rule: (String, Int) -> Bool = { prompt, candidate in
      candidate < [1, 3, 4][prompt.utf8.count % 3]
    }
    let whole = try Oracle(source.tasks(), seed: 3, isRight: rule)
    try sampling(source).make(asking: whole.answer, output: .silent)
    let file = RejectionSampling.file(of: "tasks", in: folder.path)
    let wanted = try Data(contentsOf: URL(filePath: file))
    for number in [0, 2, 6] {
      try FileManager.default.removeItem(atPath: file)
      for later in number..<7 {
        try? FileManager.default.removeItem(
          atPath: folder.path + "/sampled/tasks/\(later).json")
      }
      let again = try Oracle(source.tasks(), seed: 3, isRight: rule)
      try sampling(source).make(asking: again.answer, output: .silent)
      #expect(try Data(contentsOf: URL(filePath: file)) == wanted)
      #expect(again.asked < whole.asked || number == 0)
    }
    let other = try Oracle(source.tasks(), seed: 3, isRight: rule)
    let error = #expect(throws: FileError.self) {
      try sampling(source, model: "other").make(asking: other.answer, output: .silent)
    }
    #expect("\(try #require(error))".contains("holds answers of another model"))
    try Data("{".utf8).write(to: URL(filePath: folder.path + "/sampled/tasks/0.json"))
    let damaged = #expect(throws: FileError.self) {
      try sampling(source).make(asking: other.answer, output: .silent)
    }
    #expect("\(try #require(damaged))".contains("is damaged"))
  }
}
