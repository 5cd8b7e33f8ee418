internal import MotifCore

/// Tasks as conversations: a user asks, an assistant thinks step by step and answers.
///
/// About a tenth of the tasks, by the hash of their prompt, are held out: they are asked after training
/// and are in no conversation, as they are in no document.
package struct TaskConversations: Sendable {
  /// A task that was held out, and who judges answers to it.
  package struct Question: Sendable {
    /// The task.
    package let item: TaskItem
    private let generator: any TaskGenerator

    fileprivate init(_ item: TaskItem, of generator: any TaskGenerator) {
      self.item = item
      self.generator = generator
    }

    /// The family.
    package var family: String { generator.name }
    /// The conversation so far.
    package var conversation: Conversation { Conversation([.init(.user, item.prompt)]) }
    /// Whether `text` answers it.
    package func isAnswered(by text: String) -> Bool { generator.verify(text, item) == 1 }
  }

  private let generators: [any TaskGenerator]
  private let level: Int?

  /// The tasks of `name`: a family, a composition such as `modular(chain)`, or all families of an
  /// ability such as `mathematics`; of `level`, or of all levels in turn.
  ///
  /// Throws a sentence that names what was perhaps meant, or the levels there are.
  package init(_ name: String, level: Int? = nil) throws(DataError) {
    if TaskDomain(rawValue: name) != nil {
      generators = TaskGenerators.families.filter { $0.domain.rawValue == name }
    } else {
      generators = [try TaskGenerators.named(name)]
    }
    self.level = level
    let highest = generators.map(\.levels.upperBound).max() ?? 1
    guard level.map({ 1...highest ~= $0 }) ?? true else {
      throw .invalid("\(name) has the levels 1 to \(highest)")
    }
  }

  /// `count` conversations of the domain `domain` under `seed`, families in turn.
  ///
  /// - Parameter showsReasoning: whether the steps are the assistant's reasoning, for templates that
  ///   show it, or the beginning of its answer.
  package func set(
    count: Int, domain: String, seed: UInt64, showsReasoning: Bool
  ) -> ConversationSet {
    let made = rows(count: count, seed: seed, isHeldOut: false).map { row, _ in
      (
        place: "\(row.family):\(row.level):\(row.seed)",
        conversation: Self.conversation(row, showsReasoning)
      )
    }
    return ConversationSet(made, domain: domain)
  }

  /// The levels of each family, by its name.
  package var levels: [String: ClosedRange<Int>] {
    Dictionary(generators.map { ($0.name, $0.levels) }) { first, _ in first }
  }

  /// Task `index` under `seed`, families in turn, and its level: the given one, else what `level` says of
  /// the family's name, else that of all levels in turn; nil for one that is held out.
  package func question(
    _ index: Int, seed: UInt64, level: (String) -> Int?
  ) -> (question: Question, level: Int)? {
    let generator = generators[index % generators.count]
    let row = TaskRow(
      index / generators.count, of: generator, level: self.level ?? level(generator.name),
      seed: seed)
    return HeldOut.contains(row.item.prompt) ? nil : (Question(row.item, of: generator), row.level)
  }

  /// `count` tasks that were held out, families in turn; fewer where a family has not so many.
  ///
  /// - Parameters:
  ///   - showsReasoning: as for ``set(count:domain:seed:showsReasoning:)``.
  ///   - fits: whether a conversation that ends with the right answer has room in a row; a task without is
  ///     not asked, as its like are not trained on.
  package func questions(
    count: Int, seed: UInt64, showsReasoning: Bool = false,
    where fits: (Conversation) -> Bool = { _ in true }
  ) -> [Question] {
    rows(count: count, seed: seed ^ CounterRandom.hash("questions"), isHeldOut: true) {
      fits(Self.conversation($0, showsReasoning))
    }.map { Question($0.item, of: $1) }
  }

  private static func conversation(_ row: TaskRow, _ showsReasoning: Bool) -> Conversation {
    let answer: Conversation.Turn =
      showsReasoning
      ? .init(
        .assistant, "Answer: \(row.item.answer)", reasoning: row.item.steps.joined(separator: "\n"))
      : .init(.assistant, row.completion)
    return Conversation([.init(.user, row.item.prompt), answer])
  }

  /// Rows on one side of what is held out; a family of few tasks may have none there.
  private func rows(
    count: Int, seed: UInt64, isHeldOut: Bool, where fits: (TaskRow) -> Bool = { _ in true }
  ) -> [(TaskRow, any TaskGenerator)] {
    var found: [(TaskRow, any TaskGenerator)] = []
    var index = 0
    while found.count < count, index < 100 * (count + 10) {
      let generator = generators[index % generators.count]
      let row = TaskRow(index / generators.count, of: generator, level: level, seed: seed)
      index += 1
      if HeldOut.contains(row.item.prompt) == isHeldOut, fits(row) {
        found.append((row, generator))
      }
    }
    return found
  }
}
