package import MotifCore
internal import MotifData

/// Reads the rows of a task's file.
package enum QuestionRows {
  /// The rows of the file at `path`: an object a line, which may be compressed, or with the ending
  /// `.json` one list of objects, or an object that holds it as `examples`.
  ///
  /// Throws ``FileError`` that names the file, the line and what was expected.
  package static func read(_ path: String) throws(FileError) -> [QuestionRow] {
    let rows = path.hasSuffix(".json") ? try list(path) : try lines(path)
    guard !rows.isEmpty else { throw FileError(path: path, reason: "holds no row") }
    return rows
  }

  private static func lines(_ path: String) throws(FileError) -> [QuestionRow] {
    var rows: [QuestionRow] = []
    try JSONObjectFile(path: path).forEachNode { node, place throws(FileError) in
      rows.append(QuestionRow(node, at: place))
    }
    return rows
  }

  private static func list(_ path: String) throws(FileError) -> [QuestionRow] {
    let bytes = Array(try FileOperations.system.read(path))
    let root: JSONNode
    do throws(JSONErrors) { root = try JSONScanner.parse(bytes, file: path) } catch {
      let first = error.mistakes[0]
      let key = first.key.isEmpty ? "" : first.key + ": "
      throw FileError(path: "\(first.origin)", reason: key + first.message)
    }
    let elements = root["examples"] ?? root
    guard case .array(let nodes) = elements.value else {
      throw FileError(
        path: path, reason: "expected a list of objects, or an object with such a list as examples")
    }
    var rows: [QuestionRow] = []
    for node in nodes {
      guard case .object = node.value else {
        throw FileError(
          path: "\(node.origin)", reason: "expected an object, but found \(node.line)")
      }
      rows.append(QuestionRow(node, at: "\(node.origin)"))
    }
    return rows
  }
}
