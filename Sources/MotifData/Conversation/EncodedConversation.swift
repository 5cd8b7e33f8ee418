/// A conversation in tokens, each with the turn whose author it trains.
package struct EncodedConversation: Sendable, Equatable {
  /// All tokens, from the first marker to what follows the last end of turn.
  package var tokens: [Int32]
  /// Whether each token is one that a model is trained to write.
  package var isTrained: [Bool]

  /// How many are trained.
  package var trainedCount: Int { isTrained.reduce(0) { $0 + ($1 ? 1 : 0) } }

  /// Tokens and their mask, of one length.
  package init(tokens: [Int32], isTrained: [Bool]) {
    precondition(tokens.count == isTrained.count, "a mask of another length than its tokens")
    self.tokens = tokens
    self.isTrained = isTrained
  }
}
