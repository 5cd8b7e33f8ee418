/// The tokens that a file's post-processor puts around a text, such as the begin of text.
package struct TokenTemplate: Sendable, Equatable {
  /// The added tokens before the text.
  package var before: [Int32] = []
  /// The added tokens behind it.
  package var after: [Int32] = []

  /// A template that adds nothing.
  package init() {}

  /// Whether nothing is added.
  package var isEmpty: Bool { before.isEmpty && after.isEmpty }
}
