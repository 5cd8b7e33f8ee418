internal import Foundation
package import MotifCore

/// One JSON line for every document that was dropped: its id, why, and the scores that decided.
///
/// `{"id": "web.jsonl:3", "operator": "near_duplicate", "reason": "near_duplicate", "of": "web.jsonl:1",
/// "scores": {"near_duplicate": 0.97}}`. The file takes its name when all lines are on the disk; until
/// then an earlier one stays what it is.
package final class AuditFile {
  /// How many lines there are.
  package private(set) var count = 0
  private let path: String
  private let partial: String
  private let operations: FileOperations
  private var file: DurableFile?

  /// Begins a file that will be at `path`.
  package init(_ path: String, operations: FileOperations = .system) throws(FileError) {
    self.path = path
    self.operations = operations
    partial = TemporaryName.beside(path)
    file = try DurableFile(path: partial, operations: operations)
  }

  deinit {
    // Nobody asked for half an audit.
    if file != nil { try? operations.remove(partial) }
  }

  /// Adds the line of a document that `rule` dropped; a score that is no number is written as text.
  package func add(
    id: String, rule: String, reason: String, of: String?, scores: [(name: String, value: Double)]
  ) throws(FileError) {
    let listed = scores.map { "\(JSONNode.quoted($0.name)): \(Self.text($0.value))" }
    let replaced = of.map { ", \"of\": \(JSONNode.quoted($0))" } ?? ""
    try file?.append(
      "{\"id\": \(JSONNode.quoted(id)), \"operator\": \(JSONNode.quoted(rule)), "
        + "\"reason\": \(JSONNode.quoted(reason))\(replaced), "
        + "\"scores\": {\(listed.joined(separator: ", "))}}\n")
    count += 1
  }

  /// Forces the lines to the disk and gives the file its name.
  package func finish() throws(FileError) {
    guard let file else { preconditionFailure("\(path) is finished twice") }
    try file.finish()
    try operations.rename(partial, path)
    self.file = nil
    let folder = PathText.folder(of: path)
    try operations.syncFolder(folder.isEmpty ? "." : folder)
  }

  private static func text(_ value: Double) -> String {
    if value.isFinite { return "\(value)" }
    return value.isNaN ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\""
  }
}
