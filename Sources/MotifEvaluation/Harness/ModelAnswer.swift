/// What a model gave to a request, and how much of the request it could not read.
package struct ModelAnswer<Value: Sendable & Equatable>: Sendable, Equatable {
  /// A text, or a log-likelihood in nats.
  package let value: Value
  /// How many tokens at the beginning of what it should read were cut, because the context has no room
  /// for them.
  package let unreadCount: Int

  /// An answer.
  package init(_ value: Value, unreadCount: Int = 0) {
    (self.value, self.unreadCount) = (value, unreadCount)
  }
}
