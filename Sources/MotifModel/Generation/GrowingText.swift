/// One of the texts that a ``Generator`` writes: what it has, what the model has yet to read of it, and
/// whether it has come to its end.
struct GrowingText {
  /// The whole prompt and what was written.
  private(set) var tokens: [Int32]
  /// The tokens at the end that are not in the cache: of the prompt, or the last that was written.
  private(set) var pending: [Int32]
  /// What was written so far; its reason for the end counts when the text is done.
  private(set) var continuation: Continuation
  private(set) var isDone: Bool
  private let count: Int
  private let context: Int
  private var readCount: Int

  /// A text of which the last `readCount` tokens of `prompt` are read, at most `context`, and that gets
  /// at most `count` tokens.
  init(prompt: [Int32], readCount: Int, count: Int, context: Int) {
    tokens = prompt
    pending = Array(prompt.suffix(readCount))
    continuation = Continuation(unreadCount: prompt.count - readCount)
    isDone = count <= 0
    (self.readCount, self.count, self.context) = (readCount, count, context)
  }

  /// The tokens that a cache must hold for this text, when nothing is written yet.
  var capacity: Int { readCount + min(max(0, count), context - readCount) }

  /// Takes the next token, which ends the text if it is one to stop at, if `onToken` says no to it, or if
  /// no more are wanted or fit behind it.
  mutating func add(_ token: Int32, stopTokens: Set<Int32>, _ onToken: (Int32) -> Bool) {
    guard !stopTokens.contains(token) else { return end(.endOfText) }
    tokens.append(token)
    continuation.tokens.append(token)
    guard onToken(token) else { return end(.caller) }
    pending = [token]
    readCount += 1
    if continuation.tokens.count == count { return end(.length) }
    if readCount > context { return end(.context) }
  }

  private mutating func end(_ reason: StopReason) {
    continuation.stop = reason
    isDone = true
  }
}
