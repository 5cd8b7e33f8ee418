/// Tokens whose likelihood under a model is asked for, and which of them count.
package struct ScoringSample: Sendable, Equatable {
  /// What the model reads, at least one token.
  package let tokens: [Int32]
  /// Whether each token counts; the first never does, since nothing stands before it.
  package let isScored: [Bool]

  /// A sample of which the marked tokens count.
  ///
  /// Preconditions: there are tokens, and a mark for each.
  package init(tokens: [Int32], isScored: [Bool]) {
    precondition(
      !tokens.isEmpty && isScored.count == tokens.count,
      "a sample of \(tokens.count) tokens with \(isScored.count) marks; expected one for each of at "
        + "least one token")
    self.tokens = tokens
    self.isScored = isScored
  }

  /// A text of which all tokens count but the first, which is only read.
  package init(tokens: [Int32]) {
    self.init(tokens: tokens, isScored: Array(repeating: true, count: tokens.count))
  }

  /// An answer that counts, behind a prompt that is only read.
  ///
  /// With a begin token alone as prompt this is the answer by itself, of which as many tokens count.
  package init(prompt: [Int32], answer: [Int32]) {
    self.init(
      tokens: prompt + answer,
      isScored: Array(repeating: false, count: prompt.count)
        + Array(repeating: true, count: answer.count))
  }
}
