/// Turns conversations into tokens, and says which of them are trained.
///
/// The text is encoded as a whole between the markers that the template wrote: a line break of a
/// header merges with those that open the content. Markers inside content are ordinary text. A token
/// is trained when it holds at least one byte of a trained part.
package struct ConversationEncoder: Sendable {
  /// The template.
  package let template: ChatTemplate
  /// What is trained.
  package let mask: LossMask
  /// The tokenizer.
  package let tokenizer: ByteLevelBPE
  private let markers: [String: AddedToken]
  private var encoder: ByteLevelBPE.Encoder

  /// An encoder for `template`; throws when `tokenizer` lacks a marker that turns need.
  package init(
    _ template: ChatTemplate, _ tokenizer: ByteLevelBPE, mask: LossMask = LossMask()
  ) throws(DataError) {
    let missing = template.requiredMarkers.filter { tokenizer.id(of: $0) == nil }
    guard missing.isEmpty else {
      throw .invalid(
        "the tokenizer has no added token \(missing.joined(separator: ", ")), which the chat "
          + "template \(template.name) writes around turns; train the tokenizer with the template's "
          + "markers among its special tokens, or choose another template")
    }
    self.template = template
    self.mask = mask
    self.tokenizer = tokenizer
    let known = tokenizer.addedTokens.filter { template.markers.contains($0.content) }
    markers = Dictionary(known.map { ($0.content, $0) }) { first, _ in first }
    encoder = ByteLevelBPE.Encoder(tokenizer.withSpecialMarkers)
  }

  /// The token that ends a turn: with it an answer is over.
  package var endOfTurn: Int32? { markers[template.endOfTurn]?.id }

  /// The tokens of `conversation`, with what is trained.
  package mutating func encode(
    _ conversation: Conversation, _ options: RenderedConversation.Options = .init()
  ) throws(ConversationFault) -> EncodedConversation {
    encode(try RenderedConversation(conversation, template, options))
  }

  /// The tokens of a text that is written already.
  package mutating func encode(_ rendered: RenderedConversation) -> EncodedConversation {
    let trains = mask.trains(rendered.roles)
    var result = EncodedConversation(tokens: [], isTrained: [])
    var stretch = Stretch()
    for part in rendered.parts {
      let isTrained = part.author.map { trains[$0] } ?? false
      if part.isMarker, let marker = markers[part.text] {
        if marker.matching.takesSpaceBefore { stretch.trimEnd() }
        append(stretch, to: &result)
        result.tokens.append(marker.id)
        result.isTrained.append(isTrained)
        stretch = Stretch()
        stretch.trimsStart = marker.matching.takesSpaceAfter
      } else {
        stretch.append(part.text, isTrained: isTrained)
      }
    }
    append(stretch, to: &result)
    return result
  }

  private mutating func append(_ stretch: Stretch, to result: inout EncodedConversation) {
    guard !stretch.text.isEmpty else { return }
    let first = result.tokens.count
    encoder.encode(stretch.text, parsingSpecialTokens: false, into: &result.tokens)
    let ends = stretch.parts.map { bytes(before: $0.end, in: stretch) }
    var (byte, part) = (0, 0)
    var index = first
    while index < result.tokens.count {
      while part + 1 < ends.count, ends[part] <= byte { part += 1 }
      if part + 1 == ends.count { break }
      // The token reaches into the parts from this one on that begin before its end.
      let end = byte + tokenizer.bytes(of: result.tokens[index]).count
      var isTrained = stretch.parts[part].isTrained
      var next = part + 1
      while next < ends.count, ends[next - 1] < end {
        isTrained = isTrained || stretch.parts[next].isTrained
        next += 1
      }
      result.isTrained.append(isTrained)
      byte = end
      index += 1
    }
    // What is left lies in the last part.
    let rest = result.tokens.count - index
    result.isTrained += repeatElement(stretch.parts[part].isTrained, count: rest)
  }

  /// Where byte `end` of a stretch lies in what its tokens decode to.
  ///
  /// They decode to the text itself unless the tokenizer rewrites it; then the text before is encoded
  /// alone to count.
  private mutating func bytes(before end: Int, in stretch: Stretch) -> Int {
    if tokenizer.normalizer == nil { return end }
    var ids: [Int32] = []
    let text = String(decoding: stretch.text.utf8.prefix(end), as: UTF8.self)
    encoder.encode(text, parsingSpecialTokens: false, into: &ids)
    return tokenizer.decodeBytes(ids).count
  }
}

/// Text between two markers, in parts that are trained or not.
private struct Stretch {
  private(set) var text = ""
  /// Where each part ends, in bytes of the text.
  private(set) var parts: [(end: Int, isTrained: Bool)] = []
  /// Whether white space at the start belongs to the marker before.
  var trimsStart = false

  mutating func append(_ more: String, isTrained: Bool) {
    let rest = trimsStart ? more.unicodeScalars.drop(while: \.properties.isWhitespace) : nil
    let more = rest.map(Substring.init) ?? Substring(more)
    guard !more.isEmpty else { return }
    trimsStart = false
    text += more
    parts.append((text.utf8.count, isTrained))
  }

  /// White space at the end belongs to the marker that follows.
  mutating func trimEnd() {
    while let last = text.unicodeScalars.last, last.properties.isWhitespace {
      text.unicodeScalars.removeLast()
    }
    let count = text.utf8.count
    parts = parts.map { (min($0.end, count), $0.isTrained) }
  }
}
