internal import MotifCore

/// A conversation as its template writes it: text in parts that know what they are.
package struct RenderedConversation: Sendable, Equatable {
  /// What of a conversation is written.
  package struct Options: Sendable, Equatable {
    /// Whether every assistant turn shows its reasoning, not only the last.
    package var keepsReasoning = false
    /// Whether the header of an assistant's answer follows.
    package var addsPrompt = false
    /// Whether that answer begins to reason.
    package var startsReasoning = false

    /// Reasoning in the last assistant turn, no prompt.
    package init() {}
  }

  /// A stretch of the text.
  struct Part: Sendable, Equatable {
    var text: String
    /// Whether the template wrote it as a marker.
    var isMarker: Bool
    /// The turn, from 0, whose author wrote this part; nil for headers and what stands between turns.
    var author: Int?
  }

  /// The parts in order.
  let parts: [Part]
  /// Who wrote each turn.
  let roles: [Conversation.Role]

  /// The text.
  package var text: String { parts.map(\.text).joined() }

  /// `conversation` as `template` writes it.
  ///
  /// Throws when there is no turn, or one of a role that the template does not have.
  package init(
    _ conversation: Conversation, _ template: ChatTemplate, _ options: Options = Options()
  ) throws(ConversationFault) {
    guard !conversation.turns.isEmpty else {
      throw ConversationFault(.emptyTurn, "the conversation has no turn")
    }
    var parts: [Part] = []
    func write(_ text: String, by author: Int? = nil) {
      parts += template.marked(text).map {
        Part(text: $0.text, isMarker: $0.isMarker, author: author)
      }
    }
    func copy(_ text: String, by author: Int) {
      if !text.isEmpty { parts.append(Part(text: text, isMarker: false, author: author)) }
    }
    let last = conversation.turns.lastIndex { $0.role == .assistant }
    write(template.begin)
    for (index, turn) in conversation.turns.enumerated() {
      guard let frame = template.frames[turn.role] else {
        throw ConversationFault(
          .unknownRole,
          "turn \(index + 1) is of the role \(turn.role.rawValue), which the template "
            + "\(template.name) does not have")
      }
      write(frame.before)
      if let around = template.reasoning, !turn.reasoning.isEmpty,
        options.keepsReasoning || index == last
      {
        write(around.before, by: index)
        copy(turn.reasoning, by: index)
        write(around.after, by: index)
      }
      copy(turn.content, by: index)
      if let around = template.toolCall {
        for call in turn.toolCalls {
          write(around.before, by: index)
          copy(call.text, by: index)
          write(around.after, by: index)
        }
      }
      write(frame.after, by: turn.role == .assistant ? index : nil)
      write(template.endOfTurn, by: index)
      write(template.betweenTurns)
    }
    if options.addsPrompt {
      write(template.frames[.assistant]?.before ?? "")
      if options.startsReasoning { write(template.reasoning?.before ?? "") }
    }
    self.parts = parts
    roles = conversation.turns.map(\.role)
  }
}

extension Conversation.ToolCall {
  /// `{"name": "…", "arguments": …}`.
  var text: String {
    "{\"name\": " + PythonJSON.text(JSONNode(.string(name))) + ", \"arguments\": \(arguments)}"
  }
}
