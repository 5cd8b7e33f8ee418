internal import Foundation
package import MotifCore

extension ChatTemplate {
  /// The template that a config names: one that is known, or a file that describes one.
  package static func named(_ name: String) throws(DataError) -> ChatTemplate {
    if let known = known.first(where: { $0.name == name }) { return known }
    guard name.utf8.suffix(5).elementsEqual(".json".utf8) else {
      throw .invalid(
        "there is no chat template \(JSONNode.quoted(name)); known are "
          + known.map(\.name).joined(separator: ", ") + ", and a file *.json describes another")
    }
    return try DataError.wrapping { () throws(FileError) in try load(name) }
  }

  /// The template that the file at `path` describes; throws one sentence that names the key.
  package static func load(_ path: String) throws(FileError) -> ChatTemplate {
    let file = try ReadableFile(path)
    let bytes = try file.bytes(0..<file.byteCount)
    let root: JSONNode
    do { root = try JSONScanner.parse(bytes, file: path) } catch {
      let mistake = error.mistakes[0]
      guard case .file(_, let line, let column) = mistake.origin else {
        throw FileError(path: path, reason: mistake.message)
      }
      throw FileError(path: "\(path):\(line):\(column)", reason: mistake.message)
    }
    return try ChatTemplateReader(path: path, root: root).template()
  }

  /// The description that ``load(_:)`` reads.
  package var json: String {
    func text(_ value: String) -> JSONNode { JSONNode(.string(value)) }
    func object(_ members: [(String, JSONNode)]) -> JSONNode {
      JSONNode(
        .object(members.map { JSONNode.Member(key: $0.0, keyOrigin: .standard, node: $0.1) }))
    }
    func frame(_ frame: Frame) -> JSONNode {
      object([("before", text(frame.before)), ("after", text(frame.after))])
    }
    var members = [("name", text(name)), ("begin", text(begin))]
    let roles = Conversation.Role.allCases.compactMap { role in
      frames[role].map { (role.rawValue, frame($0)) }
    }
    members += [
      ("turns", object(roles)), ("endOfTurn", text(endOfTurn)),
      ("betweenTurns", text(betweenTurns)),
    ]
    if let reasoning { members.append(("reasoning", frame(reasoning))) }
    if let toolCall { members.append(("toolCall", frame(toolCall))) }
    members.append(("markers", JSONNode(.array(markers.map(text)))))
    return object(members).text() + "\n"
  }
}
