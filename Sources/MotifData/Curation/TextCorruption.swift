internal import MotifCore

/// Ways to make a good text worse, so that a model learns the difference without anyone's ratings.
package enum TextCorruption: String, Sendable, CaseIterable {
  /// Cut off in the middle of its words.
  case cut
  /// The words of a stretch in another order.
  case shuffled
  /// A stretch said again and again.
  case repeated
  /// Closing brackets, fences and tags are gone.
  case unbalanced
  /// The end of another text in place of its own.
  case spliced

  /// Makes `text` worse, in the same way for the same seed, text and other text.
  ///
  /// Too short a text only loses its end.
  package func applied(to text: String, other: String, seed: UInt64) -> String {
    let hash = ContentHash.of(text, seed: seed)
    var random = CounterRandom(seed: hash, name: "corruption \(rawValue)")
    // Words with the white space before them, so that lines stay lines.
    let words = Self.pieces(text)
    guard words.count >= 4 else { return String(text.dropLast(text.count / 2)) }
    let start = random.integer(below: words.count / 2)
    let length = max(3, words.count / 4)
    let end = min(words.count, start + length)
    switch self {
    case .cut:
      let kept = words.count / 4 + random.integer(below: words.count / 2)
      return words[..<max(1, kept)].joined()
    case .shuffled:
      var mixed = words
      for place in (start + 1..<end).reversed() {
        mixed.swapAt(place, start + random.integer(below: place - start + 1))
      }
      return mixed.joined()
    case .repeated:
      let stretch = words[start..<end].joined()
      return words[..<end].joined() + String(repeating: stretch, count: 4) + words[end...].joined()
    case .unbalanced:
      let rest = text.replacing("```", with: "").filter { !")]}>".contains($0) }
      return rest == text ? words[..<(words.count - 1)].joined() : rest
    case .spliced:
      let tail = Self.pieces(other)
      return words[..<(words.count / 2)].joined() + tail[(tail.count / 2)...].joined()
    }
  }

  private static func pieces(_ text: String) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var wasSpace = true
    for index in text.indices {
      let isSpace = text[index].isWhitespace
      if isSpace, !wasSpace {
        pieces.append(text[start..<index])
        start = index
      }
      wasSpace = isSpace
    }
    if start < text.endIndex { pieces.append(text[start...]) }
    return pieces
  }
}
