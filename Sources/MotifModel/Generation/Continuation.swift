/// What a ``Generator`` wrote after a prompt, and how it came to its end.
public struct Continuation: Sendable, Equatable {
  /// The new tokens, without the one that ended the text.
  public internal(set) var tokens: [Int32] = []
  /// Why there are no more.
  public internal(set) var stop = StopReason.length
  /// How many tokens at the beginning of the prompt were not read, because the prompt is longer than
  /// the model's context.
  public let unreadCount: Int

  init(unreadCount: Int) { self.unreadCount = unreadCount }
}
