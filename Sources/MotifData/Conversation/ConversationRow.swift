internal import MotifCore

/// One line of a file of conversations.
struct ConversationRow {
  /// What a line holds.
  enum Content: Sendable, Equatable {
    case conversation(Conversation)
    /// `{"input_ids": […]}` with `labels` or `assistant_masks`: tokens that somebody else made.
    case tokens(EncodedConversation)
  }

  let line: JSONObjectRow
  /// The shape of its object; nil where the keys tell it.
  let shape: ConversationShape?
  /// Whether `<think>…</think>` that opens an assistant's content is its reasoning.
  let splitsReasoning: Bool

  /// What the line holds; throws the kind of mistake and a sentence about it.
  func content() throws(ConversationFault) -> Content {
    let row = try object()
    if shape == nil, let ids = row["input_ids"] {
      return .tokens(try TokenRow(row: row).encoded(ids))
    }
    guard let shape = shape ?? ConversationShape.of(row) else {
      let keys = row.members.map(\.key).sorted().joined(separator: ", ")
      throw ConversationFault(
        .unknownShape,
        "is of no known shape: expected \(ConversationShape.keys), "
          + (keys.isEmpty ? "and it is empty" : "and it has \(keys)"))
    }
    var conversation = try shape.conversation(row)
    if splitsReasoning { try conversation.splitReasoning() }
    try conversation.check(mayAskNothing: shape == .promptCompletion)
    return .conversation(conversation)
  }

  private func object() throws(ConversationFault) -> JSONNode {
    do throws(JSONObjectRow.Mistake) { return try line.node() } catch {
      throw ConversationFault(.brokenLine, error.reason, column: error.column)
    }
  }
}

/// A row of tokens: ids, and which of them are trained.
private struct TokenRow {
  let row: JSONNode

  func encoded(_ ids: JSONNode) throws(ConversationFault) -> EncodedConversation {
    let tokens = try numbers(ids, "input_ids")
    var isTrained = [Bool](repeating: true, count: tokens.count)
    if let labels = row["labels"], labels.value != .null {
      isTrained = try numbers(labels, "labels").map { $0 != PackedBatch.ignoredLabel }
    } else if let mask = row["assistant_masks"], mask.value != .null {
      isTrained = try numbers(mask, "assistant_masks").map { $0 != 0 }
    }
    guard isTrained.count == tokens.count else {
      throw ConversationFault(
        .impossibleTokens,
        "has \(tokens.count) input_ids and a mask or labels of \(isTrained.count)")
    }
    return EncodedConversation(tokens: tokens, isTrained: isTrained)
  }

  private func numbers(_ node: JSONNode, _ key: String) throws(ConversationFault) -> [Int32] {
    guard case .array(let elements) = node.value else {
      throw ConversationFault(.impossibleTokens, "\(JSONNode.quoted(key)) is not a list of numbers")
    }
    var numbers: [Int32] = []
    for (index, element) in elements.enumerated() {
      guard let number = element.integer.flatMap(Int32.init(exactly:)) else {
        throw ConversationFault(
          .impossibleTokens, "\(key)[\(index)] is not a whole number of 32 bits")
      }
      numbers.append(number)
    }
    return numbers
  }
}
