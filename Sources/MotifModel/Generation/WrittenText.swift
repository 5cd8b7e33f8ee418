/// A text that a model wrote after a prompt, and how it came to its end.
public struct WrittenText: Sendable, Equatable, CustomStringConvertible {
  /// What was written, without the prompt.
  public let text: String
  /// How many tokens that took.
  public let tokenCount: Int
  /// Why it ends.
  public let stop: StopReason
  /// How many tokens the prompt has.
  public let promptTokenCount: Int
  /// How many of them, from its beginning, were not read: the prompt is longer than the context.
  public let unreadTokenCount: Int

  /// The `text` of `continuation`, after a prompt of `promptTokenCount` tokens.
  package init(_ text: String, _ continuation: Continuation, promptTokenCount: Int) {
    self.text = text
    tokenCount = continuation.tokens.count
    stop = continuation.stop
    unreadTokenCount = continuation.unreadCount
    self.promptTokenCount = promptTokenCount
  }

  /// The text alone.
  public var description: String { text }

  /// What a reader must know who asked for more: that the prompt was cut, that the context of `context`
  /// tokens is full; nil when nothing is missing.
  package func shortfall(context: Int) -> String? {
    var sentences: [String] = []
    if unreadTokenCount > 0 {
      sentences.append(
        "the prompt has \(promptTokenCount) tokens, more than the model's context of \(context): "
          + "its first \(unreadTokenCount) were cut to leave room for the text")
    }
    if stop == .context {
      sentences.append(
        "the text ends after \(tokenCount) \(tokenCount == 1 ? "token" : "tokens"), because with the "
          + "prompt it fills the model's context of \(context)")
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
  }
}
