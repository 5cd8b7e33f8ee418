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
  ///   - prompt: at least one token; only its last `maxPositionEmbeddings − 1` tokens are read.
  ///   - count: `.max` writes until the context is full.
  ///   - stopTokens: generation ends before any of these.
  ///   - onToken: called with every new token; returning false stops.
  /// - Returns: the new tokens.
  public func generate(
    prompt: [Int32], count: Int, sampler: inout Sampler, stopTokens: Set<Int32> = [],
    onToken: (Int32) -> Bool = { _ in true }
  ) -> [Int32] {
    let context = model.config.maxPositionEmbeddings
    var pending = Array(prompt.suffix(max(1, context - 1)))
    precondition(!pending.isEmpty, "generation needs a prompt of at least one token")
    let capacity = pending.count + min(max(0, count), context - pending.count)
    let cache = KeyValueCache(model.config, capacity: capacity)
    var written: [Int32] = []
    withoutGradients {
      while written.count < count, cache.length + pending.count <= cache.capacity {
        let hidden = model(TokenTensor(pending, shape: [1, pending.count]), cache: cache).hidden
        let last = hidden.reshaped([pending.count, model.config.hiddenSize])
          .slice(pending.count - 1..<pending.count)
        let token = sampler.next(Array(model.logits(last).values.prefix(vocabularySize)))
        if stopTokens.contains(token) { break }
        written.append(token)
        if !onToken(token) { break }
        pending = [token]
      }
    }
    return written
  }
}
