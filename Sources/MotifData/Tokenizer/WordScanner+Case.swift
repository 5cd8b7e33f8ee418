extension WordScanner {
  /// The end of the word that the o200k expression finds at `start`.
  func caseWordEnd(from start: Int) -> Int {
    let first = scalar(at: start)
    // One scalar may lead a word; where no word follows it, it may still be a word's own mark.
    let canLead = first.kind & (ScalarClass.letter | ScalarClass.number | ScalarClass.newline) == 0
    if canLead, let end = lowerWordEnd(from: first.end) { return contractedEnd(end) }
    if let end = lowerWordEnd(from: start) { return contractedEnd(end) }
    let upperStart = canLead && stands(Self.upperClass, at: first.end) ? first.end : start
    let upperEnd = run(Self.upperClass, from: upperStart)
    if upperEnd > upperStart { return contractedEnd(upperEnd) }
    if first.kind == ScalarClass.number {
      return run(ScalarClass.number, from: start, limit: 3)
    }
    let symbols = bytes[start] == UInt8(ascii: " ") ? start + 1 : start
    if stands(ScalarClass.other, at: symbols) {
      return lineEnd(from: run(ScalarClass.other, from: symbols))
    }
    return whitespaceEnd(from: start, stopAfterNewline: true)
  }

  private static var upperClass: UInt8 {
    ScalarClass.upper | ScalarClass.caseless | ScalarClass.mark
  }

  private static var lowerClass: UInt8 {
    ScalarClass.lower | ScalarClass.caseless | ScalarClass.mark
  }

  /// The end of `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`, or nil.
  ///
  /// The first run takes all it can. Where nothing of the second kind follows, it gives back to its
  /// last scalar that is of both kinds.
  private func lowerWordEnd(from start: Int) -> Int? {
    var end = start
    var lastOfBoth: Int?
    while end < bytes.count {
      let next = scalar(at: end)
      if next.kind == ScalarClass.lower { return run(Self.lowerClass, from: end) }
      guard next.kind & Self.upperClass != 0 else { break }
      end = next.end
      if next.kind & Self.lowerClass != 0 { lastOfBoth = end }
    }
    return lastOfBoth
  }

  private func contractedEnd(_ end: Int) -> Int {
    guard end < bytes.count, bytes[end] == UInt8(ascii: "'") else { return end }
    return contractionEnd(from: end, anyCase: true) ?? end
  }

  /// The end of `[\r\n/]*`.
  private func lineEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "/"): end += 1
      default: return end
      }
    }
    return end
  }
}
