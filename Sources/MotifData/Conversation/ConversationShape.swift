internal import MotifCore

/// How a row of a data set holds a conversation.
package enum ConversationShape: String, Sendable, Codable, CaseIterable {
  /// `{"messages": [{"role": "user", "content": "…"}, …]}`.
  case messages
  /// `{"prompt": "…", "completion": "…"}` or `{"question": "…", "answer": "…"}`; both may be lists of
  /// messages.
  case promptCompletion
  /// `{"conversations": [{"from": "human", "value": "…"}, …]}`.
  case shareGPT
  /// `{"instruction": "…", "input": "…", "output": "…"}`.
  case alpaca

  /// The shape of `row`, told by its keys; nil where it has those of none.
  static func of(_ row: JSONNode) -> ConversationShape? {
    if row["messages"] != nil { return .messages }
    if row["conversations"] != nil { return .shareGPT }
    if pair(of: row) != nil { return .promptCompletion }
    if row["instruction"] != nil, row["output"] != nil { return .alpaca }
    return nil
  }

  /// The keys of every shape, for messages.
  static let keys =
    "messages, conversations, prompt with completion, question with answer, or instruction with "
    + "output"

  /// The keys of what is asked and of what is said to it that `row` has; nil where it has no pair.
  private static func pair(of row: JSONNode) -> (asked: String, said: String)? {
    [("prompt", "completion"), ("question", "answer")].first { row[$0] != nil && row[$1] != nil }
  }

  /// The conversation of `row`.
  func conversation(_ row: JSONNode) throws(ConversationFault) -> Conversation {
    switch self {
    case .messages: return Conversation(try turns(row, "messages"))
    case .shareGPT: return Conversation(try turns(row, "conversations"))
    case .promptCompletion:
      let keys = Self.pair(of: row) ?? (asked: "prompt", said: "completion")
      return Conversation(
        try said(row, keys.asked, by: .user) + said(row, keys.said, by: .assistant))
    case .alpaca:
      let instruction = try text(required(row, "instruction"), "instruction")
      let input = try row["input"].map { node throws(ConversationFault) in try text(node, "input") }
      let output = try text(required(row, "output"), "output")
      let system = try row["system"].map { node throws(ConversationFault) in
        try text(node, "system")
      }
      let asked = instruction + (input.map { $0.isEmpty ? "" : "\n\n" + $0 } ?? "")
      let opening = (system ?? "").isEmpty ? [] : [Conversation.Turn(.system, system ?? "")]
      return Conversation(opening + [.init(.user, asked), .init(.assistant, output)])
    }
  }

  /// A text of `role`, or a list of messages.
  private func said(
    _ row: JSONNode, _ key: String, by role: Conversation.Role
  ) throws(ConversationFault) -> [Conversation.Turn] {
    let node = try required(row, key)
    if case .array = node.value { return try turns(row, key) }
    return [.init(role, try text(node, key))]
  }

  private func turns(
    _ row: JSONNode, _ key: String
  ) throws(ConversationFault) -> [Conversation.Turn] {
    guard case .array(let elements) = try required(row, key).value else {
      throw Self.unknown("\(JSONNode.quoted(key)) is not a list of turns")
    }
    var turns: [Conversation.Turn] = []
    for (index, element) in elements.enumerated() {
      turns.append(
        try MessageReader(node: element, name: "\(key)[\(index)]", isShareGPT: self == .shareGPT)
          .turn())
    }
    return turns
  }

  private func required(_ row: JSONNode, _ key: String) throws(ConversationFault) -> JSONNode {
    guard let node = row[key] else {
      throw Self.unknown("has no field \(JSONNode.quoted(key)), which the shape \(rawValue) needs")
    }
    return node
  }

  private func text(_ node: JSONNode, _ key: String) throws(ConversationFault) -> String {
    guard let text = node.string else { throw Self.unknown("\(JSONNode.quoted(key)) is not text") }
    return text
  }

  private static func unknown(_ message: String) -> ConversationFault {
    ConversationFault(.unknownShape, message)
  }
}
