internal import MotifCore
package import MotifData
package import MotifModel

/// A model that answers in the turns of a chat template.
package struct ChatModel {
  /// An answer, or the part of it that was written before an end.
  package struct Answer: Sendable, Equatable {
    /// What was written, reasoning between its markers, without the end of the turn.
    package let text: String
    /// Whether the model has ended its turn.
    package let isEnded: Bool
    /// How many tokens were written.
    package let tokenCount: Int
    /// How many tokens of a conversation longer than the context were left out, from its beginning.
    package let unreadCount: Int
  }

  private let generator: Generator
  private var encoder: ConversationEncoder
  private let stopTokens: Set<Int32>

  /// `model` with its tokenizer, which must have the markers of `template`.
  package init(
    _ model: CausalLanguageModel, _ tokenizer: ByteLevelBPE, _ template: ChatTemplate
  ) throws(DataError) {
    encoder = try ConversationEncoder(template, tokenizer)
    generator = Generator(model, vocabularySize: tokenizer.vocabularySize)
    // Not every special token ends an answer: the marker of reasoning begins one.
    stopTokens = Set([encoder.endOfTurn, tokenizer.endToken?.id].compactMap(\.self))
  }

  /// Whether the template has a place for reasoning.
  var showsReasoning: Bool { encoder.template.reasoning != nil }

  /// The tokens of a conversation; none of one that the template cannot write.
  func tokenCount(of conversation: Conversation) -> Int {
    var encoder = encoder
    return (try? encoder.encode(conversation, .init()))?.tokens.count ?? 0
  }

  /// The next turn of the assistant, of up to `tokens` tokens.
  ///
  /// - Parameter onText: gets text as it is written, whole characters only; returning false ends it.
  ///
  /// Throws for a conversation that the template cannot write.
  package mutating func answer(
    _ conversation: Conversation, tokens: Int, sampler: inout Sampler,
    onText: (String) -> Bool = { _ in true }
  ) throws(ConversationFault) -> Answer {
    let prompt = try prompt(conversation)
    var stream = TextStream()
    var text = ""
    func take(_ piece: String) -> Bool {
      text += piece
      return piece.isEmpty || onText(piece)
    }
    let written = generator.generate(
      prompt: prompt, count: tokens, sampler: &sampler, stopTokens: stopTokens
    ) { take(stream.append(encoder.tokenizer.decodeBytes([$0]))) }
    _ = take(stream.end())
    return Answer(text, written)
  }

  /// The likeliest answers to `conversations`, of up to `tokens` tokens each, written side by side.
  ///
  /// Throws for a conversation that the template cannot write.
  package mutating func answers(
    _ conversations: [Conversation], tokens: Int
  ) throws(ConversationFault) -> [Answer] {
    var greedy = conversations.map { _ in Sampler() }
    return try answers(conversations, tokens: tokens, samplers: &greedy)
  }

  /// Answers to `conversations`, of up to `tokens` tokens each, written side by side, each by its own of
  /// the samplers.
  ///
  /// Throws for a conversation that the template cannot write.
  package mutating func answers(
    _ conversations: [Conversation], tokens: Int, samplers: inout [Sampler]
  ) throws(ConversationFault) -> [Answer] {
    var prompts: [[Int32]] = []
    for conversation in conversations { prompts.append(try prompt(conversation)) }
    let written = generator.generate(
      prompts: prompts, count: tokens, samplers: &samplers, stopTokens: stopTokens)
    return written.map { Answer(encoder.tokenizer.decode($0.tokens), $0) }
  }

  private mutating func prompt(
    _ conversation: Conversation
  ) throws(ConversationFault) -> [Int32] {
    var options = RenderedConversation.Options()
    options.addsPrompt = true
    return try encoder.encode(conversation, options).tokens
  }
}

extension ChatModel.Answer {
  fileprivate init(_ text: String, _ written: Continuation) {
    self.init(
      text: text, isEnded: written.stop == .endOfText, tokenCount: written.tokens.count,
      unreadCount: written.unreadCount)
  }
}
