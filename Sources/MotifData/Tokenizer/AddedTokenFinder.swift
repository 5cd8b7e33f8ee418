/// Finds added tokens: the leftmost, and of those that start there the longest.
struct AddedTokenFinder: Sendable {
  private struct Candidate: Sendable {
    let token: AddedToken
    let bytes: [UInt8]
  }

  /// The candidates by their first byte, the longest first.
  private let candidates: [[Candidate]]
  private let startsToken: ContiguousArray<Bool>
  private let hasTokens: Bool
  private let hasOrdinaryTokens: Bool

  /// A finder of `tokens`, which are sought as `spelling` writes their text.
  init(_ tokens: [AddedToken], spelling: (String) -> [UInt8] = { Array($0.utf8) }) {
    var candidates = [[Candidate]](repeating: [], count: 256)
    var hasOrdinaryTokens = false
    for token in tokens {
      let bytes = spelling(token.content)
      guard let first = bytes.first else { continue }
      candidates[Int(first)].append(Candidate(token: token, bytes: bytes))
      if !token.isSpecial { hasOrdinaryTokens = true }
    }
    self.candidates = candidates.map { $0.sorted { $0.bytes.count > $1.bytes.count } }
    startsToken = ContiguousArray(candidates.map { !$0.isEmpty })
    hasTokens = startsToken.contains(true)
    self.hasOrdinaryTokens = hasOrdinaryTokens
  }

  /// Whether a search can find anything; without it all of the text is one stretch.
  func canFind(special: Bool) -> Bool { special ? hasTokens : hasOrdinaryTokens }

  /// Calls `stretch` and `token` for the text between tokens and for the tokens, from left to right.
  ///
  /// A token that does not count (a special one without `special`, one inside a word) is text, but
  /// no other token is sought in it.
  func forEachPart(
    of bytes: UnsafeBufferPointer<UInt8>, special: Bool, stretch: (Range<Int>) -> Void,
    token: (AddedToken) -> Void
  ) {
    var done = 0
    var position = 0
    while position < bytes.count {
      guard startsToken[Int(bytes[position])], let found = longest(in: bytes, at: position) else {
        position += 1
        continue
      }
      let match = position..<(position + found.bytes.count)
      position = match.upperBound
      let matching = found.token.matching
      guard special || !found.token.isSpecial,
        !matching.isWholeWord || Self.standsAlone(match, in: bytes)
      else { continue }
      let start =
        matching.takesSpaceBefore
        ? max(done, Self.spaceStart(before: match.lowerBound, in: bytes)) : match.lowerBound
      if done < start { stretch(done..<start) }
      token(found.token)
      done =
        matching.takesSpaceAfter
        ? Self.spaceEnd(after: match.upperBound, in: bytes) : match.upperBound
    }
    if done < bytes.count { stretch(done..<bytes.count) }
  }

  private func longest(
    in bytes: UnsafeBufferPointer<UInt8>, at position: Int
  ) -> Candidate? {
    candidates[Int(bytes[position])].first { candidate in
      let count = candidate.bytes.count
      guard position + count <= bytes.count else { return false }
      for offset in 0..<count where bytes[position + offset] != candidate.bytes[offset] {
        return false
      }
      return true
    }
  }

  private static func standsAlone(
    _ match: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    if match.lowerBound > 0, isWord(bytes.scalar(before: match.lowerBound).scalar) { return false }
    return match.upperBound == bytes.count || !isWord(bytes.scalar(at: match.upperBound).scalar)
  }

  /// The class `\w`: letters, marks, decimal digits, connecting punctuation, joiners.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    if properties.isAlphabetic || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      return true
    default: return false
    }
  }

  private static func spaceStart(
    before index: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int {
    var start = index
    while start > 0 {
      let previous = bytes.scalar(before: start)
      guard previous.scalar.properties.isWhitespace else { break }
      start = previous.start
    }
    return start
  }

  private static func spaceEnd(after index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var end = index
    while end < bytes.count {
      let next = bytes.scalar(at: end)
      guard next.scalar.properties.isWhitespace else { break }
      end = next.end
    }
    return end
  }
}
