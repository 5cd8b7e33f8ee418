/// Text that equals only text of the same bytes.
///
/// Swift takes é written as one scalar and as e with an accent for equal; two keys of a file are not.
package struct ExactText: Hashable, Sendable {
  /// The text.
  package let text: String

  /// Compares `text` by its bytes.
  package init(_ text: String) { self.text = text }

  /// Whether both have the same UTF-8 bytes.
  package static func == (first: ExactText, second: ExactText) -> Bool {
    first.text.utf8.elementsEqual(second.text.utf8)
  }

  /// Feeds the UTF-8 bytes.
  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
