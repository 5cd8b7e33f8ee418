internal import MotifCore

/// Reads the description of a template, and says in one sentence what is missing in it.
struct ChatTemplateReader {
  let path: String
  let root: JSONNode

  private static let keys = [
    "name", "begin", "turns", "endOfTurn", "betweenTurns", "reasoning", "toolCall", "markers",
  ]

  func template() throws(FileError) -> ChatTemplate {
    guard case .object(let members) = root.value else {
      throw error(root, "the file is not an object with the keys \(Self.list(Self.keys))")
    }
    for member in members where !Self.keys.contains(member.key) {
      throw unknown(member, among: Self.keys)
    }
    let template = ChatTemplate(
      name: try text("name"), begin: try text("begin", standard: ""), frames: try frames(),
      endOfTurn: try text("endOfTurn"), betweenTurns: try text("betweenTurns", standard: ""),
      reasoning: try frame("reasoning"), toolCall: try frame("toolCall"), markers: try markers())
    try check(template)
    return template
  }

  /// What would make training on it senseless.
  private func check(_ template: ChatTemplate) throws(FileError) {
    let end = template.marked(template.endOfTurn)
    guard end.count == 1, end[0].isMarker else {
      throw error(
        root["endOfTurn"] ?? root,
        "endOfTurn \(JSONNode.quoted(template.endOfTurn)) is not one of the markers: the end of a "
          + "turn must be one token, so that it can be learned and ends an answer")
    }
    for role in [Conversation.Role.user, .assistant] where template.frames[role] == nil {
      throw error(root["turns"] ?? root, "turns describes no \(role.rawValue)")
    }
    var headers: [String: Conversation.Role] = [:]
    for role in Conversation.Role.allCases {
      guard let before = template.frames[role]?.before else { continue }
      if let other = headers.updateValue(role, forKey: before) {
        throw error(
          root["turns"] ?? root,
          "turns of \(other.rawValue) and \(role.rawValue) begin alike with "
            + "\(JSONNode.quoted(before)), so that no model can tell them apart")
      }
    }
    for (name, frame) in [("reasoning", template.reasoning), ("toolCall", template.toolCall)] {
      guard let frame, frame.before.isEmpty || frame.after.isEmpty else { continue }
      throw error(root[name] ?? root, "\(name) is unbalanced: it needs a text before and after")
    }
  }

  private func frames() throws(FileError) -> [Conversation.Role: ChatTemplate.Frame] {
    let node = try required("turns", "an object of roles")
    guard case .object(let members) = node.value else {
      throw error(node, "turns is not an object")
    }
    var frames: [Conversation.Role: ChatTemplate.Frame] = [:]
    for member in members {
      guard let role = Conversation.Role(rawValue: member.key) else {
        throw unknown(member, among: Conversation.Role.allCases.map(\.rawValue))
      }
      frames[role] = try frame(member.node, "turns.\(member.key)")
    }
    return frames
  }

  private func frame(_ key: String) throws(FileError) -> ChatTemplate.Frame? {
    guard let node = root[key], node.value != .null else { return nil }
    return try frame(node, key)
  }

  private func frame(_ node: JSONNode, _ name: String) throws(FileError) -> ChatTemplate.Frame {
    guard case .object(let members) = node.value else {
      throw error(node, "\(name) is not an object with before and after")
    }
    for member in members where !["before", "after"].contains(member.key) {
      throw unknown(member, among: ["before", "after"])
    }
    func text(_ key: String) throws(FileError) -> String {
      guard let member = node[key] else { return "" }
      guard let text = member.string else { throw error(member, "\(name).\(key) is not text") }
      return text
    }
    return ChatTemplate.Frame(try text("before"), try text("after"))
  }

  private func markers() throws(FileError) -> [String] {
    let node = try required("markers", "a list of texts that are one token each")
    guard case .array(let elements) = node.value else {
      throw error(node, "markers is not a list of texts")
    }
    var markers: [String] = []
    for element in elements {
      guard let marker = element.string, !marker.isEmpty else {
        throw error(element, "a marker is not text or is empty")
      }
      markers.append(marker)
    }
    return markers
  }

  private func text(_ key: String, standard: String? = nil) throws(FileError) -> String {
    if let standard, root[key] == nil { return standard }
    let node = try required(key, "text")
    guard let text = node.string else { throw error(node, "\(key) is not text") }
    return text
  }

  private func required(_ key: String, _ expected: String) throws(FileError) -> JSONNode {
    guard let node = root[key] else { throw error(root, "has no \(key), expected \(expected)") }
    return node
  }

  private func unknown(_ member: JSONNode.Member, among keys: [String]) -> FileError {
    let near = NearestName.find(member.key, in: keys)
    return error(
      JSONNode(.null, member.keyOrigin),
      "unknown key \(JSONNode.quoted(member.key))"
        + (near.isEmpty ? "; known are \(Self.list(keys))" : "; did you mean \(near)?"))
  }

  private static func list(_ keys: [String]) -> String { keys.joined(separator: ", ") }

  private func error(_ node: JSONNode, _ reason: String) -> FileError {
    guard case .file(_, let line, let column) = node.origin else {
      return FileError(path: path, reason: reason)
    }
    return FileError(path: "\(path):\(line):\(column)", reason: reason)
  }
}
