internal import MotifData
internal import MotifOptimizer
internal import MotifModel
package import MotifReport

extension Trained {
  /// The model as one that answers; nil where the run has no chat template.
  private var chat: ChatModel? {
    guard let template = try? config.chat.usedTemplate() else { return nil }
    return try? ChatModel(model, tokenizer, template)
  }

  /// How many of the tasks that `source` holds out are answered rightly, greedily, by family: `count`
  /// in all.
  func accuracy(
    of source: SourceConversations, domain: String, items count: Int
  ) -> [TrainingSummary.ExactMatch] {
    guard let tasks = source.tasks, var chat else { return [] }
    var found: [String: (right: Int, ended: Int, asked: Int)] = [:]
    let questions = tasks.questions(count: count, seed: UInt64(config.seed))
    for question in questions {
      var greedy = Sampler()
      guard
        let answer = try? chat.answer(
          question.conversation, tokens: config.training.sequenceLength, sampler: &greedy)
      else { continue }
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

  /// What the model answers to `prompts`, or to what opens a conversation of each domain; nil where
  /// there are no conversations.
  func answers(_ settings: GenerationSettings) -> [TrainingSummary.Sample]? {
    let sources = prepared.corpus.domains.compactMap(\.conversations)
    guard !sources.isEmpty, var chat else { return nil }
    var prompts = settings.prompts
    if prompts.isEmpty {
      prompts = sources.compactMap {
        ($0.validation.samples.first ?? $0.train.samples.first)?.prompt
      }
    }
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
