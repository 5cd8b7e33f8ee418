/// How a conversation becomes one text: what stands before, in and behind its turns.
///
/// Every turn is `before content after endOfTurn betweenTurns`. The texts hold markers, which become
/// one token each where the template writes them; the same letters inside content are ordinary text.
package struct ChatTemplate: Sendable, Equatable {
  /// What stands around the content of a role's turns.
  package struct Frame: Sendable, Equatable {
    /// The header.
    package var before: String
    /// What closes the content, before the end of the turn.
    package var after: String

    /// Content between `before` and `after`.
    package init(_ before: String, _ after: String = "") {
      self.before = before
      self.after = after
    }
  }

  /// What a config calls it.
  package var name: String
  /// What stands once before the first turn.
  package var begin: String
  /// The frames of the roles.
  package var frames: [Conversation.Role: Frame]
  /// The marker that ends every turn: an assistant learns to write it.
  package var endOfTurn: String
  /// What follows each end of turn.
  package var betweenTurns: String
  /// What stands around an assistant's reasoning, before the content; nil where it is left out.
  package var reasoning: Frame?
  /// What stands around each tool call, behind the content; nil where calls are left out.
  package var toolCall: Frame?
  /// The texts that are one token each.
  package var markers: [String]

  /// Motif's template: markers alone, reasoning in `<think>`, tool results in `<tool_response>`.
  ///
  /// Source: two public renderings of Motif-3's template; that of Motif-2-12.7B was not found.
  package static let motif = {
    func frame(_ role: String) -> Frame { Frame("<|startofturn|><|\(role)|>") }
    return ChatTemplate(
      name: "motif", begin: "<|beginoftext|>",
      frames: [
        .system: frame("system"), .user: frame("user"), .assistant: frame("assistant"),
        .tool: Frame("<|startofturn|><|tool|><tool_response>", "</tool_response>"),
      ],
      endOfTurn: "<|endofturn|>", betweenTurns: "", reasoning: Frame("<think>", "</think>"),
      toolCall: Frame("<tool_call>", "</tool_call>"),
      markers: [
        "<|beginoftext|>", "<|startofturn|>", "<|endofturn|>", "<|system|>", "<|user|>",
        "<|assistant|>", "<|tool|>", "<think>", "</think>", "<tool_response>", "</tool_response>",
        "<tool_call>", "</tool_call>",
      ])
  }()

  /// The template of ChatML: a header line a turn, reasoning left out.
  package static let chatml = {
    func frame(_ role: String) -> Frame { Frame("<|im_start|>\(role)\n") }
    return ChatTemplate(
      name: "chatml", begin: "",
      frames: [
        .system: frame("system"), .user: frame("user"), .assistant: frame("assistant"),
        .tool: frame("tool"),
      ],
      endOfTurn: "<|im_end|>", betweenTurns: "\n", reasoning: nil, toolCall: nil,
      markers: ["<|im_start|>", "<|im_end|>"])
  }()

  /// The templates that have a name of their own.
  package static let known = [motif, chatml]

  /// The markers that a tokenizer must have for this template: those around turns.
  ///
  /// Those of tools and reasoning are ordinary text for a tokenizer that lacks them.
  var requiredMarkers: [String] {
    let headers = [.system, .user, .assistant].compactMap { frames[$0]?.before }
    let written = ([begin, endOfTurn] + headers).flatMap(marked).filter(\.isMarker).map(\.text)
    return markers.filter(Set(written).contains)
  }

  /// `text`, a text of the template, cut at its markers: the leftmost first, the longest of those.
  func marked(_ text: String) -> [(text: String, isMarker: Bool)] {
    var parts: [(text: String, isMarker: Bool)] = []
    let bytes = Array(text.utf8)
    var (start, index) = (0, 0)
    func add(_ range: Range<Int>, _ isMarker: Bool) {
      guard !range.isEmpty else { return }
      parts.append((String(decoding: bytes[range], as: UTF8.self), isMarker))
    }
    while index < bytes.count {
      let found = markers.lazy.map(\.utf8).filter { bytes[index...].starts(with: $0) }
      guard let length = found.map(\.count).max() else {
        index += 1
        continue
      }
      add(start..<index, false)
      add(index..<index + length, true)
      index += length
      start = index
    }
    add(start..<bytes.count, false)
    return parts
  }
}
