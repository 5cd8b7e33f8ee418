internal import MotifTensor

/// Writes token by token with a key–value cache.
public struct Generator {
  private let model: CausalLanguageModel
  private let vocabularySize: Int

  /// A generator for `model`.
  ///
  /// - Parameter vocabularySize: only smaller ids are written; the tokenizer's size where the
  ///   embedding is padded beyond it. By default all ids of the model.
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
  ///   - stopTokens: generation ends before any of these.
  ///   - onToken: called with every new token; returning false stops.
  /// - Returns: the new tokens and why there are no more.
  public func generate(
    prompt: [Int32], count: Int, sampler: inout Sampler, stopTokens: Set<Int32> = [],
    onToken: (Int32) -> Bool = { _ in true }
  ) -> Continuation {
    precondition(!prompt.isEmpty, "generation needs a prompt of at least one token")
    let context = model.config.maxPositionEmbeddings
    var pending = Array(prompt.suffix(Self.readCount(prompt.count, count: count, context: context)))
    var result = Continuation(unreadCount: prompt.count - pending.count)
    let capacity = pending.count + min(max(0, count), context - pending.count)
    let cache = KeyValueCache(model.config, capacity: capacity)
    withoutGradients {
      while result.tokens.count < count {
        guard cache.length + pending.count <= cache.capacity else {
          result.stop = .context
          break
        }
        let hidden = model(TokenTensor(pending, shape: [1, pending.count]), cache: cache).hidden
        let last = hidden.reshaped([pending.count, model.config.hiddenSize])
          .slice(pending.count - 1..<pending.count)
        let token = sampler.next(
          Array(model.logits(last).values.prefix(vocabularySize)), after: prompt + result.tokens)
        guard !stopTokens.contains(token) else {
          result.stop = .endOfText
          break
        }
        result.tokens.append(token)
        guard onToken(token) else {
          result.stop = .caller
          break
        }
        pending = [token]
      }
    }
    return result
  }

  /// How many tokens at the end of a prompt are read; all where they fit.
  ///
  /// The last token that is written takes no place in the context.
  private static func readCount(_ prompt: Int, count: Int, context: Int) -> Int {
    guard prompt > context else { return prompt }
    return max(1, context / 4, context + 1 - max(1, min(count, context)))
  }
}
