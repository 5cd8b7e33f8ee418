/// A part of a long text that a model reads at once, and the tokens at its end that count.
package struct RollingWindow: Sendable, Equatable {
  /// What the model reads.
  package let input: [Int32]
  /// What it predicts: the last is the token that follows the input.
  package let predicted: [Int32]

  /// The windows of `tokens`: each token is predicted once.
  ///
  /// The first predicts up to `length` tokens from `prefixToken`; each later one up to `length` −
  /// `contextLength` + 1 tokens from the `length` tokens before its last. Source: lm-evaluation-harness,
  /// `get_rolling_token_windows`. Precondition: 0 < contextLength ≤ length.
  package static func windows(
    of tokens: [Int32], prefixToken: Int32, length: Int, contextLength: Int
  ) -> [RollingWindow] {
    precondition(
      0 < contextLength && contextLength <= length,
      "windows of \(length) tokens, \(contextLength) of them context")
    guard !tokens.isEmpty else { return [] }
    let first = min(length, tokens.count)
    var windows = [
      RollingWindow(
        input: [prefixToken] + tokens[..<(first - 1)], predicted: Array(tokens[..<first]))
    ]
    var done = first
    while done < tokens.count {
      let end = min(done + length - contextLength + 1, tokens.count)
      windows.append(
        RollingWindow(
          input: Array(tokens[(end - length - 1)..<(end - 1)]), predicted: Array(tokens[done..<end])
        ))
      done = end
    }
    return windows
  }

  /// The same with nothing twice: the input without the tokens that are predicted, and these.
  package var disjoint: (context: [Int32], continuation: [Int32]) {
    (Array(input.dropLast(predicted.count - 1)), predicted)
  }
}
