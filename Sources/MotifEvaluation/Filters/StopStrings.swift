internal import MotifData

/// Strings at which a generated text ends.
public struct StopStrings: Sendable, Equatable {
  /// The strings in the order in which they act.
  public let strings: [String]

  /// Stops at `strings`; an empty one is ignored.
  public init(_ strings: [String]) { self.strings = strings }

  /// `text` up to the stops: one string after the other cuts at its first occurrence in what is left.
  ///
  /// This is not always the earliest stop: `YZ`, `XY` make `abcX` of `abcXYZ`. Occurrences are found
  /// scalar by scalar, so that `e` is not in `é`. O(length of the text · number of strings).
  /// Source: lm-evaluation-harness.
  public func cut(_ text: String) -> String {
    let scalars = strings.reduce(Array(text.unicodeScalars)) { text, stop in
      stop.isEmpty ? text : text.parts(between: stop)[0]
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Whether `text` holds one of them, so that nothing that follows can stay.
  public func isReached(in text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    return strings.contains { !$0.isEmpty && scalars.holds($0) }
  }
}
