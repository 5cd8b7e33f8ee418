internal import MotifCore
package import MotifData
package import MotifModel
internal import MotifTensor

/// A language model with its tokenizer, as evaluations ask it.
package struct LanguageModelEvaluator: EvaluatedModel {
  package let identity: String
  private let model: CausalLanguageModel
  private let tokenizer: ByteLevelBPE
  private let prefixToken: Int32
  private let conversations: ConversationEncoder?
  private let rows: Int
  private let seed: UInt64

  /// The model `model`, known as `identity`.
  ///
  /// - Parameters:
  ///   - template: where it is given, prompts are put as turns of a user.
  ///   - rows: how many texts are read or written side by side.
  ///   - seed: of random choices.
  ///
  /// Throws a sentence when no token of the tokenizer begins or ends documents, or when it lacks markers
  /// of the template.
  package init(
    _ model: CausalLanguageModel, _ tokenizer: ByteLevelBPE, identity: String,
    template: ChatTemplate? = nil, rows: Int = 16, seed: UInt64 = 0
  ) throws(DataError) {
    (self.model, self.tokenizer, self.identity) = (model, tokenizer, identity)
    (self.rows, self.seed) = (rows, seed)
    // An end that is known stands before texts; models without one begin as they generate.
    if let end = tokenizer.endToken?.id {
      prefixToken = end
    } else {
      prefixToken = try tokenizer.documentStart()
    }
    if let template {
      conversations = try ConversationEncoder(template, tokenizer)
    } else {
      conversations = nil
    }
  }

  private var context: Int { model.config.maxPositionEmbeddings }

  package func logLikelihoods(_ requests: [LikelihoodRequest]) -> [ModelAnswer<Double>] {
    let pairs = requests.map { request in
      let pair = EncodedPair(
        context: request.context, continuation: request.continuation, tokenizer: tokenizer,
        prefixToken: prefixToken)
      return (pair.context.isEmpty ? [prefixToken] : pair.context, pair.continuation)
    }
    let values = scores(pairs.map { sample($0, $1) })
    return zip(pairs, values).map { pair, value in
      ModelAnswer(value, unreadCount: max(0, pair.0.count + pair.1.count - context - 1))
    }
  }

  package func logLikelihood(ofText text: String, progress: (Int, Int) -> Bool) -> Double? {
    let tokens = tokenizer.encode(text)
    let windows = RollingWindow.windows(
      of: tokens, prefixToken: prefixToken, length: context, contextLength: 1)
    var (sum, done) = (0.0, 0)
    for start in stride(from: 0, to: windows.count, by: passRows) {
      guard progress(done, tokens.count) else { return nil }
      let part = windows[start..<min(start + passRows, windows.count)]
      sum += scores(
        part.map {
          let (before, counted) = $0.disjoint
          return sample(before, counted)
        }
      ).reduce(0, +)
      done += part.reduce(0) { $0 + $1.predicted.count }
    }
    _ = progress(done, tokens.count)
    return sum
  }

  /// Tokens of a pass: more take memory and are no faster.
  private static let passTokens = 8192
  /// Rows of full length in a pass.
  private var passRows: Int { max(1, min(rows, Self.passTokens / context)) }

  /// The end of both that the context has room for; the last token is predicted and not read.
  private func sample(_ context: [Int32], _ continuation: [Int32]) -> ScoringSample {
    let whole = ScoringSample(prompt: context, answer: continuation)
    let count = min(whole.tokens.count, self.context + 1)
    return ScoringSample(
      tokens: whole.tokens.suffix(count).map(\.self),
      isScored: whole.isScored.suffix(count).map(\.self))
  }

  private func scores(_ samples: [ScoringSample]) -> [Double] {
    let scorer = SequenceScorer(model, rows: passRows, length: context)
    return (scorer.scores(of: samples) ?? []).map { -$0.nats }
  }

  package func texts(_ requests: [TextRequest]) throws -> [ModelAnswer<String>] {
    guard let first = requests.first else { return [] }
    let prompts = try requests.map { try tokens(of: $0.prompt) }
    var samplers = requests.map {
      Sampler(temperature: $0.temperature, topP: $0.topP, seed: seed, sample: $0.stream)
    }
    var watches = requests.map { StopWatch($0.stops) }
    let limits = requests.map(\.maxTokens)
    var counts = [Int](repeating: 0, count: requests.count)
    let written = Generator(model, vocabularySize: tokenizer.vocabularySize).generate(
      prompts: prompts, count: limits.max() ?? first.maxTokens, samplers: &samplers,
      stopTokens: stopTokens,
      atOnce: rowsThatFit((prompts.map(\.count).max() ?? 0) + (limits.max() ?? 0))
    ) { index, token in
      counts[index] += 1
      return watches[index].reads(tokenizer.decodeBytes([token])) && counts[index] < limits[index]
    }
    return written.enumerated().map { index, written in
      ModelAnswer(watches[index].end(), unreadCount: written.unreadCount)
    }
  }

  /// How many texts of `tokens` tokens are written side by side: as many as wanted, but keys and values
  /// take at most half of the memory that is left.
  private func rowsThatFit(_ tokens: Int) -> Int {
    let row = MemoryRequirement(writing: tokens, with: model.config).bytes
    let fitting = Double(ProcessMemory.available) / 2 / max(1, row)
    return max(1, min(rows, Int(min(fitting, 1e6))))
  }

  private func tokens(of prompt: String) throws -> [Int32] {
    if var conversations {
      var options = RenderedConversation.Options()
      options.addsPrompt = true
      return try conversations.encode(Conversation([.init(.user, prompt)]), options).tokens
    }
    let tokens = tokenizer.encode(prompt)
    return tokens.isEmpty ? [prefixToken] : tokens
  }

  private var stopTokens: Set<Int32> {
    guard let conversations else { return tokenizer.stopTokens }
    return Set([conversations.endOfTurn, tokenizer.endToken?.id].compactMap(\.self))
  }
}
