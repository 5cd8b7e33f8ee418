internal import Foundation

extension Conversation {
  /// Throws where there is no turn, or one in which nothing is said.
  ///
  /// - Parameter mayAskNothing: whether a user's turn may be empty, for a completion of nothing.
  func check(mayAskNothing: Bool) throws(ConversationFault) {
    guard !turns.isEmpty else { throw ConversationFault(.emptyTurn, "has no turn") }
    for (index, turn) in turns.enumerated() where turn.isBlank {
      // A tool may answer with nothing.
      if turn.role == .tool || (turn.role == .user && mayAskNothing) { continue }
      throw ConversationFault(
        .emptyTurn, "turn \(index + 1), of the \(turn.role.rawValue), is empty")
    }
  }

  /// Takes `<think>…</think>` that opens an assistant's content for its reasoning.
  ///
  /// Throws where one of the two stands without the other. Line breaks around the reasoning go.
  package mutating func splitReasoning() throws(ConversationFault) {
    for index in turns.indices where turns[index].role == .assistant {
      let content = turns[index].content
      let text = content.drop(while: \.isWhitespace)
      let opens = text.hasPrefix("<think>")
      let close = text.range(of: "</think>")
      guard opens || close != nil else { continue }
      guard opens, let close else {
        throw ConversationFault(
          .unbalanced,
          opens
            ? "turn \(index + 1) opens <think> and never closes it"
            : "turn \(index + 1) closes </think> that it never opened")
      }
      guard turns[index].reasoning.isEmpty else {
        throw ConversationFault(
          .unbalanced, "turn \(index + 1) has reasoning both beside its content and in <think>")
      }
      let thought = text[text.index(text.startIndex, offsetBy: 7)..<close.lowerBound]
      turns[index].reasoning = Self.trimmingLineBreaks(thought)
      turns[index].content = Self.trimmingLineBreaks(text[close.upperBound...], end: false)
    }
  }

  private static func trimmingLineBreaks(_ text: Substring, end: Bool = true) -> String {
    var text = text.drop(while: \.isNewline)
    while end, text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
