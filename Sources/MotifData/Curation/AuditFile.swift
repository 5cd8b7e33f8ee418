internal import Foundation
package import MotifCore

/// One JSON line for every document that was dropped.
///
/// The file takes its name when all lines are on the disk; until then an earlier one stays what it is.
package final class AuditFile {
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

  /// Adds the line of `record`.
  package func add(_ record: AuditRecord) throws(FileError) { try file?.append(record.line) }

  /// Forces the lines to the disk and gives the file its name.
  package func finish() throws(FileError) {
    guard let file else { preconditionFailure("\(path) is finished twice") }
    try file.finish()
    try operations.rename(partial, path)
    self.file = nil
    let folder = PathText.folder(of: path)
    try operations.syncFolder(folder.isEmpty ? "." : folder)
  }
}
