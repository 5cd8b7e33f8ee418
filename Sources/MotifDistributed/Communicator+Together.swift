package import MotifCore

/// Work on files that succeeds on all ranks or on none.
extension Communicator {
  /// Does `work`, which exchanges nothing, and returns what it gives once every rank has done its own.
  ///
  /// Throws as ``agree(on:fileID:line:)`` when it fails on any rank.
  package func together<Value>(
    fileID: String = #fileID, line: Int = #line, _ work: () throws(FileError) -> Value
  ) throws -> Value {
    let outcome = Result(catching: work)
    var failure: FileError?
    if case .failure(let error) = outcome { failure = error }
    try agree(on: failure, fileID: fileID, line: line)
    return try outcome.get()
  }

  /// Returns once every rank has come here without a failure.
  ///
  /// With a failure on any rank it throws on all: a rank that has one throws that, the others one about
  /// the same file that names the lowest rank that failed. The group stays of use, since every rank has
  /// taken part. Throws ``CommunicatorError`` when a rank is gone, which then says more than a failure
  /// that may follow from it. Cost: one number a rank is exchanged.
  package func agree(
    on failure: FileError?, fileID: String = #fileID, line: Int = #line
  ) throws {
    // The largest of these is that of the lowest rank that failed.
    let mark = try allReduce(failure == nil ? 0 : size - rank, .max, fileID: fileID, line: line)
    guard mark > 0 else { return }
    let failed = size - mark
    let message = rank == failed ? failure.map(Self.message) ?? [] : []
    let heard = try allGather(message, fileID: fileID, line: line)
    throw failure ?? Self.error(of: failed, heard)
  }

  /// An error as bytes: code, path and reason, between which lies a byte that no path has.
  private static func message(_ error: FileError) -> [UInt8] {
    Array(
      [error.code.map(String.init) ?? "", error.path, error.reason].joined(separator: "\0").utf8)
  }

  private static func error(of rank: Int, _ message: [UInt8]) -> FileError {
    let parts = message.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    return FileError(path: parts[1], reason: "rank \(rank): \(parts[2])", code: Int32(parts[0]))
  }
}
