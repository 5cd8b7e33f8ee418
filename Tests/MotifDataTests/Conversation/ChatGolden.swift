import Foundation
import MotifTestSupport

@testable import MotifData

/// A recorded conversation: what transformers makes of it.
struct ChatGolden: Decodable {
  struct Message: Decodable {
    var role: String
    var content: String
    var reasoning: String?
  }

  struct Literal: Decodable {
    var ids: [Int32]
    var assistant_mask: [Int]
  }

  var id: Int
  var template: String
  var messages: [Message]
  var add_generation_prompt: Bool
  var thinking: Bool
  var keep_reasoning: Bool
  var text: String
  var ids: [Int32]
  var assistant_mask: [Int]
  var last_assistant_mask: [Int]
  var trained_spans: [[Int]]
  var straddling: [Int]?
  var literal: Literal?

  static func tokenizer() throws -> ByteLevelBPE {
    try TokenizerFile.load(
      Fixtures.folder.appendingPathComponent("chat_template/tokenizer.json").path)
  }

  static func all() throws -> [ChatGolden] { try Fixtures.rows("chat_template/cases.jsonl") }

  func conversation() throws -> Conversation {
    Conversation(
      try messages.map { message in
        guard let role = Conversation.Role(rawValue: message.role) else {
          throw ConversationFault(.unknownRole, message.role)
        }
        return .init(role, message.content, reasoning: message.reasoning ?? "")
      })
  }

  var options: RenderedConversation.Options {
    var options = RenderedConversation.Options()
    options.keepsReasoning = keep_reasoning
    options.addsPrompt = add_generation_prompt
    options.startsReasoning = thinking
    return options
  }

  /// The conversation as the named template writes it.
  func rendered() throws -> RenderedConversation {
    try RenderedConversation(conversation(), .named(template), options)
  }
}
