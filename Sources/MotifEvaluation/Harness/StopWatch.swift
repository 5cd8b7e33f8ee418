internal import MotifData

/// A text that is being written, watched for the strings that end it.
struct StopWatch {
  private let stops: StopStrings
  private let longest: Int
  private var stream = TextStream()
  private var text = String.UnicodeScalarView()

  /// Watches a text for `stops`.
  init(_ stops: StopStrings) {
    self.stops = stops
    longest = stops.strings.map(\.unicodeScalars.count).max() ?? 0
  }

  /// Takes the next bytes; false once a stop string stands in the text.
  ///
  /// Cost: only the end of the text is looked at, where a new occurrence can be.
  mutating func reads(_ bytes: [UInt8]) -> Bool {
    let piece = stream.append(bytes)
    text.append(contentsOf: piece.unicodeScalars)
    guard longest > 0, !piece.isEmpty else { return true }
    let end = text.suffix(longest - 1 + piece.unicodeScalars.count)
    return !stops.isReached(in: String(String.UnicodeScalarView(end)))
  }

  /// The text up to its stops.
  mutating func end() -> String {
    text.append(contentsOf: stream.end().unicodeScalars)
    return stops.cut(String(text))
  }
}
