internal import MotifTensor

/// Writes token by token with a key–value cache, one text or many side by side.
public struct Generator {
  private let model: CausalLanguageModel
  private let vocabularySize: Int

  /// A generator for `model`.
  ///
  /// - Parameters:
  ///   - model: the model that is asked.
  ///   - vocabularySize: only smaller ids are written; the tokenizer's size where the embedding is
  ///     padded beyond it. By default all ids of the model.
  public init(_ model: CausalLanguageModel, vocabularySize: Int? = nil) {
    self.model = model
    self.vocabularySize = min(vocabularySize ?? .max, model.config.vocabSize)
    precondition(self.vocabularySize > 0, "a generator needs a vocabulary of at least one token")
  }

  /// Continues `prompt` until `count` tokens are written, a stop token comes, or the context is full.
  ///
  /// - Parameters:
  ///   - prompt: at least one token. Of one that is longer than the context only the end is read, so
  ///     that `count` tokens fit behind it, or three quarters of the context;
  ///     ``Continuation/unreadCount`` tells.
  ///   - count: `.max` writes until the context is full.
  ///   - sampler: how tokens are chosen; its state moves on.
  ///   - stopTokens: generation ends before any of these.
  ///   - onToken: called with every new token; returning false stops.
  /// - Returns: the new tokens and why there are no more.
  public func generate(
    prompt: [Int32], count: Int, sampler: inout Sampler, stopTokens: Set<Int32> = [],
    onToken: (Int32) -> Bool = { _ in true }
  ) -> Continuation {
    var samplers = [sampler]
    defer { sampler = samplers[0] }
    return generate(
      prompts: [prompt], count: count, samplers: &samplers, stopTokens: stopTokens,
      onToken: { _, token in onToken(token) })[0]
  }

  /// Continues every prompt as ``generate(prompt:count:sampler:stopTokens:onToken:)`` does one, some at
  /// a time in one pass over the weights for a token of each.
  ///
  /// A prompt is read alone, into a row of the cache; a text that ends leaves its row to the next prompt
  /// that waits. Up to 16 at a time, which is the default, the logits of every text have the bits that
  /// they have alone, so the tokens are the same; beyond, products sum in another order, and a tie
  /// within a rounding may fall the other way.
  /// Memory: a ``KeyValueCache`` of `atOnce` sequences. Preconditions: no prompt is empty, there is a
  /// sampler for each, and `atOnce` is at least one.
  ///
  /// - Parameters:
  ///   - prompts: in the order of the results; of any lengths.
  ///   - count: how many tokens each gets at most.
  ///   - samplers: one for each prompt, each drawn from by its own text alone.
  ///   - stopTokens: a text ends before any of these.
  ///   - atOnce: how many are continued together.
  ///   - onToken: called with the index of a prompt and a new token of its text; returning false ends
  ///     that text.
  /// - Returns: for each prompt the new tokens and why there are no more.
  public func generate(
    prompts: [[Int32]], count: Int, samplers: inout [Sampler], stopTokens: Set<Int32> = [],
    atOnce: Int = 16, onToken: (Int, Int32) -> Bool = { _, _ in true }
  ) -> [Continuation] {
    precondition(
      samplers.count == prompts.count && atOnce > 0 && prompts.allSatisfy { !$0.isEmpty },
      "generation \(atOnce) at a time needs prompts of at least one token and a sampler for each; these "
        + "are \(prompts.map(\.count)) tokens and \(samplers.count) samplers")
    let context = model.config.maxPositionEmbeddings
    let texts = prompts.map { prompt in
      let readCount = Self.readCount(prompt.count, count: count, context: context)
      return GrowingText(prompt: prompt, readCount: readCount, count: count, context: context)
    }
    guard var batch = TextBatch(texts, model, atOnce: atOnce) else {
      return texts.map(\.continuation)
    }
    batch.write { text, index, logits in
      let token = samplers[index].next(
        Array(logits.prefix(vocabularySize)), after: text.tokens)
      text.add(token, stopTokens: stopTokens) { onToken(index, $0) }
    }
    return batch.texts.map(\.continuation)
  }

  /// How many tokens at the end of a prompt are read; all where they fit.
  ///
  /// The last token that is written takes no place in the context.
  private static func readCount(_ prompt: Int, count: Int, context: Int) -> Int {
    guard prompt > context else { return prompt }
    return max(1, context / 4, context + 1 - max(1, min(count, context)))
  }
}
