/// A conversation: turns of a system, a user, an assistant and its tools, in order.
package struct Conversation: Sendable, Equatable {
  /// Who speaks.
  package enum Role: String, Sendable, Codable, CaseIterable {
    case system, user, assistant, tool
  }

  /// A tool that the assistant calls.
  package struct ToolCall: Sendable, Equatable {
    /// The tool.
    package var name: String
    /// What it is given, as JSON.
    package var arguments: String

    /// A call of the tool `name`.
    package init(name: String, arguments: String) {
      self.name = name
      self.arguments = arguments
    }
  }

  /// What one of them says.
  package struct Turn: Sendable, Equatable {
    /// Who speaks.
    package var role: Role
    /// What is said, to the byte.
    package var content: String
    /// What an assistant thinks before it speaks; empty where nothing is known of it.
    package var reasoning: String
    /// The tools that an assistant calls after it spoke.
    package var toolCalls: [ToolCall]

    /// A turn of `role`.
    package init(
      _ role: Role, _ content: String, reasoning: String = "", toolCalls: [ToolCall] = []
    ) {
      self.role = role
      self.content = content
      self.reasoning = reasoning
      self.toolCalls = toolCalls
    }

    /// Whether nothing but white space is said, thought or called.
    var isBlank: Bool {
      toolCalls.isEmpty && (content.unicodeScalars).allSatisfy(\.properties.isWhitespace)
        && reasoning.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
  }

  /// The turns in order.
  package var turns: [Turn]

  /// A conversation of `turns`.
  package init(_ turns: [Turn]) { self.turns = turns }
}
