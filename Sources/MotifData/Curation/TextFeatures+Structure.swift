extension TextFeatures {
  private static let terminators: Set<Character> = [".", "!", "?", "…", "。", "！", "？", "．"]
  private static let closers: Set<Character> = ["\"", "'", "”", "’", ")", "]", "}", "»", "」", "*"]

  /// Whether a text ends with a sentence's end, perhaps in quotes or brackets, with a closed code
  /// fence, a tag, or the number of a marked answer.
  static func endsProperly(_ text: String) -> Bool {
    guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return false }
    let body = text[...last]
    if body.hasSuffix("```") { return body.ranges(of: "```").count.isMultiple(of: 2) }
    if body.last == ">" || body.last == "}" { return true }
    if let end = body.last(where: { !closers.contains($0) }), terminators.contains(end) {
      return true
    }
    let line = body[(body.lastIndex(where: \.isNewline) ?? body.startIndex)...]
    return body.last?.isNumber == true && answerMarks.contains { line.contains($0) }
  }

  /// The share of round, square and curly brackets that have their partner, properly nested.
  static func bracketBalance(_ text: String) -> Double {
    let partners: [UInt8: UInt8] = [
      UInt8(ascii: ")"): UInt8(ascii: "("), UInt8(ascii: "]"): UInt8(ascii: "["),
      UInt8(ascii: "}"): UInt8(ascii: "{"),
    ]
    var open: [UInt8] = []
    var (total, matched) = (0, 0)
    for byte in text.utf8 {
      if let partner = partners[byte] {
        total += 1
        guard let place = open.lastIndex(of: partner) else { continue }
        matched += 2
        open.removeSubrange(place...)
      } else if partners.values.contains(byte) {
        total += 1
        open.append(byte)
      }
    }
    return total == 0 ? 1 : Double(matched) / Double(total)
  }

  /// The share of tags of plain names, `<name>` and `</name>`, that are closed in order.
  static func tagBalance(_ text: String) -> Double {
    var open: [Substring] = []
    var (total, matched) = (0, 0)
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      rest = rest[rest.index(after: start)...]
      let isClosing = rest.first == "/"
      let name = (isClosing ? rest.dropFirst() : rest).prefix { $0.isLetter || $0 == "_" }
      guard !name.isEmpty, name.endIndex < text.endIndex, text[name.endIndex] == ">" else {
        continue
      }
      rest = text[name.endIndex...]
      total += 1
      if !isClosing {
        open.append(name)
      } else if let place = open.lastIndex(of: name) {
        matched += 2
        open.removeSubrange(place...)
      }
    }
    return total == 0 ? 1 : Double(matched) / Double(total)
  }

  /// The largest share that one word 3-gram has among all; 0 below six words.
  static func repetition(_ words: [Substring]) -> Double {
    guard words.count >= 6 else { return 0 }
    var counts: [ArraySlice<Substring>: Int] = [:]
    for start in 0...words.count - 3 { counts[words[start..<start + 3], default: 0] += 1 }
    let most = counts.values.max() ?? 1
    return most == 1 ? 0 : Double(most) / Double(words.count - 2)
  }
}
