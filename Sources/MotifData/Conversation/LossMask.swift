/// Which turns of a conversation are trained: their content, reasoning, calls and end of turn.
package struct LossMask: Sendable, Equatable {
  /// The roles whose turns are trained.
  package var roles: Set<Conversation.Role> = [.assistant]
  /// Whether only the last turn of those roles is.
  package var lastTurnOnly = false

  /// All assistant turns.
  package init() {}

  /// Whether each of the turns by `authors` is trained.
  func trains(_ authors: [Conversation.Role]) -> [Bool] {
    let last = lastTurnOnly ? authors.lastIndex(where: roles.contains) : nil
    return authors.indices.map { index in
      lastTurnOnly ? index == last : roles.contains(authors[index])
    }
  }
}
