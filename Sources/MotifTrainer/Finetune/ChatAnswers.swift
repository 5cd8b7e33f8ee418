internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifReport

/// What a model answers in the turns of its run's chat template.
struct ChatAnswers {
  private let chat: ChatModel
  private let config: TrainConfig

  /// The answers of `model`; nil where `config` has no template that `tokenizer` can write.
  init?(_ model: CausalLanguageModel, _ tokenizer: ByteLevelBPE, _ config: TrainConfig) {
    guard let template = try? config.chat.usedTemplate(),
      let chat = try? ChatModel(model, tokenizer, template)
    else { return nil }
    (self.chat, self.config) = (chat, config)
  }

  /// Those of the model of `shape` that a run of `config` began with; nil where it began with random
  /// weights, or there is no room for a second model.
  ///
  /// Throws ``FileError`` when that model is gone.
  static func before(
    _ config: TrainConfig, _ shape: ModelConfig, _ tokenizer: ByteLevelBPE
  ) throws -> ChatAnswers? {
    guard config.initialization.kind == .checkpoint,
      4 * Double(shape.parameterCount) < Double(ProcessMemory.available) / 2
    else { return nil }
    let initial = try InitialWeights(config, output: .silent)
    return ChatAnswers(try initial.model(shape, output: .silent), tokenizer, config)
  }

  /// How many of the tasks that `source` holds out, and whose right answer has room in a row, are answered
  /// rightly, greedily, by family: `count` in all; none of a source that has no tasks.
  func accuracy(
    of source: SourceConversations, domain: String, items count: Int
  ) -> [TrainingSummary.ExactMatch] {
    guard let tasks = source.tasks else { return [] }
    var chat = chat
    var found: [String: (right: Int, ended: Int, asked: Int)] = [:]
    let room = config.training.sequenceLength
    let questions = tasks.questions(
      count: count, seed: UInt64(config.seed), showsReasoning: chat.showsReasoning
    ) { chat.tokenCount(of: $0) <= room }
    let answers = (try? chat.answers(questions.map(\.conversation), tokens: room)) ?? []
    for (question, answer) in zip(questions, answers) {
      found[question.family, default: (0, 0, 0)].asked += 1
      if question.isAnswered(by: answer.text) { found[question.family]?.right += 1 }
      if answer.isEnded { found[question.family]?.ended += 1 }
    }
    return found.sorted { $0.key < $1.key }.map { family, counts in
      .init(
        domain: found.count == 1 ? domain : "\(domain)/\(family)", correct: counts.right,
        items: counts.asked, ended: counts.ended)
    }
  }

  /// What is answered to the prompts of `settings`, or to what opens a conversation of each source.
  func samples(
    _ sources: [SourceConversations], _ settings: GenerationSettings
  ) -> [TrainingSummary.Sample] {
    var prompts = settings.prompts
    if prompts.isEmpty {
      prompts = sources.compactMap {
        ($0.validation.samples.first ?? $0.train.samples.first)?.prompt
      }
    }
    var chat = chat
    return prompts.enumerated().compactMap { index, prompt in
      var sampler = Sampler(
        temperature: settings.temperature, topK: settings.topK,
        seed: UInt64(config.seed) &+ UInt64(index))
      let conversation = Conversation([.init(.user, prompt)])
      return (try? chat.answer(conversation, tokens: settings.tokens, sampler: &sampler)).map {
        .init(prompt: prompt + "\n", text: $0.text, unreadPromptTokens: $0.unreadCount)
      }
    }
  }
}
