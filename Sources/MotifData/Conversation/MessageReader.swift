internal import MotifCore

/// One message of a row: `{"role": …, "content": …}`, or ShareGPT's `{"from": …, "value": …}`.
struct MessageReader {
  let node: JSONNode
  /// Where it stands in its row, such as `messages[2]`.
  let name: String
  private let isShareGPT: Bool

  /// A message of a row of ShareGPT's shape may also have the keys of the usual ones.
  init(node: JSONNode, name: String, isShareGPT: Bool) {
    self.node = node
    self.name = name
    self.isShareGPT = isShareGPT && node["role"] == nil
  }

  private static let shareGPTRoles: [String: Conversation.Role] = [
    "human": .user, "user": .user, "gpt": .assistant, "chatgpt": .assistant,
    "assistant": .assistant, "system": .system, "tool": .tool, "function": .tool,
    "observation": .tool,
  ]
  private static let roles: [String: Conversation.Role] = [
    "system": .system, "developer": .system, "user": .user, "assistant": .assistant, "tool": .tool,
    "function": .tool, "ipython": .tool,
  ]

  /// The turn.
  func turn() throws(ConversationFault) -> Conversation.Turn {
    guard case .object = node.value else { throw fault("is not an object with a role and content") }
    let role = try role()
    let turn = Conversation.Turn(
      role, try content(isOptional: role == .assistant), reasoning: try reasoning(),
      toolCalls: try toolCalls())
    if role != .assistant, !turn.reasoning.isEmpty || !turn.toolCalls.isEmpty {
      throw fault("is of the role \(role.rawValue) and has reasoning or tool calls")
    }
    return turn
  }

  private func role() throws(ConversationFault) -> Conversation.Role {
    let key = isShareGPT ? "from" : "role"
    guard let text = node[key]?.string else {
      throw fault("has no text \(JSONNode.quoted(key))")
    }
    let roles = isShareGPT ? Self.shareGPTRoles : Self.roles
    guard let role = roles[text] else {
      throw ConversationFault(
        .unknownRole,
        "\(name) has the unknown role \(JSONNode.quoted(text)); known are "
          + roles.keys.sorted().joined(separator: ", "))
    }
    return role
  }

  /// The text, or the texts of parts; null and missing are empty beside something else to say.
  private func content(isOptional: Bool) throws(ConversationFault) -> String {
    let key = isShareGPT ? "value" : "content"
    switch node[key]?.value {
    case .string(let text): return text
    case .null where isOptional, nil where isOptional: return ""
    case .array(let parts):
      var text = ""
      for part in parts {
        guard let piece = part["text"]?.string else {
          throw fault("has a part of \(JSONNode.quoted(key)) that is not text")
        }
        text += piece
      }
      return text
    default: throw fault("has no text \(JSONNode.quoted(key))")
    }
  }

  private func reasoning() throws(ConversationFault) -> String {
    for key in ["reasoning", "reasoning_content"] {
      switch node[key]?.value {
      case .string(let text) where !text.isEmpty: return text
      case .string, .null, nil: continue
      default: throw fault("has \(JSONNode.quoted(key)) that is not text")
      }
    }
    return ""
  }

  /// `[{"function": {"name": …, "arguments": …}}]`, or name and arguments without the wrapping.
  private func toolCalls() throws(ConversationFault) -> [Conversation.ToolCall] {
    guard let list = node["tool_calls"], list.value != .null else { return [] }
    guard case .array(let elements) = list.value else { throw fault("has no list of tool_calls") }
    var calls: [Conversation.ToolCall] = []
    for element in elements {
      let call = element["function"] ?? element
      guard let toolName = call["name"]?.string else { throw fault("calls a tool without a name") }
      let arguments = call["arguments"].map { $0.string ?? PythonJSON.text($0) } ?? "{}"
      calls.append(.init(name: toolName, arguments: arguments))
    }
    return calls
  }

  private func fault(_ what: String) -> ConversationFault {
    ConversationFault(.unknownShape, "\(name) \(what)")
  }
}
