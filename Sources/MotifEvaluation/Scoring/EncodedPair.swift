package import MotifData

/// A context and a continuation in tokens, of which the continuation's likelihood is asked for.
package struct EncodedPair: Sendable, Equatable {
  /// What the model reads first.
  package let context: [Int32]
  /// What counts.
  package let continuation: [Int32]

  /// The pair of two texts.
  ///
  /// White space at the end of the context moves to the continuation. The continuation's tokens are what
  /// follows as many tokens as the context alone has in the encoding of both, so a merge across the border
  /// changes the context's last token. An empty context is `prefixToken` alone. Source:
  /// lm-evaluation-harness, `TemplateLM._encode_pair`.
  package init(
    context: String, continuation: String, tokenizer: ByteLevelBPE, prefixToken: Int32
  ) {
    guard !context.isEmpty else {
      self.context = [prefixToken]
      self.continuation = tokenizer.encode(continuation)
      return
    }
    let scalars = Array(context.unicodeScalars)
    let end = scalars.lastIndex { !$0.isPythonSpace }.map { $0 + 1 } ?? 0
    let kept = String(String.UnicodeScalarView(scalars[..<end]))
    let whole = tokenizer.encode(context + continuation)
    let count = tokenizer.encode(kept).count
    self.context = tokenizer.encode(kept)
    self.continuation = Array(whole.dropFirst(count))
  }
}
