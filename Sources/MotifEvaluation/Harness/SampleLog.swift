internal import Foundation
internal import MotifCore

/// The file of a task's samples: a line that says what is asked of which model, then a line a sample.
///
/// Lines are forced to the disk as they come, so that an evaluation that was killed goes on behind the
/// last whole line; half a line is cut off.
final class SampleLog {
  /// What a file is about; another evaluation does not go on with it.
  struct Header: Codable, Equatable {
    var task: String
    var model: String
    /// A hash of the task's settings and prompts.
    var asked: String
    var version = 1
  }

  let path: String
  /// The samples that were there already.
  let records: [SampleRecord]
  private let descriptor: Int32
  private let operations: FileOperations

  /// Opens the file at `path`, or begins it.
  ///
  /// Throws ``FileError`` when it cannot be written or belongs to something else.
  init(
    _ path: String, header: Header, operations: FileOperations = .system
  ) throws {
    self.path = path
    self.operations = operations
    let content =
      FileManager.default.fileExists(atPath: path) ? try operations.read(path) : Data()
    var (end, records) = (0, [SampleRecord]())
    if let first = content.firstIndex(of: UInt8(ascii: "\n")) {
      let known = try? JSONDecoder().decode(Header.self, from: content[..<first])
      guard let known else {
        throw FileError(
          path: path, reason: "is no file of samples; remove it or name another folder")
      }
      guard known == header else { throw Self.refusal(path, known, header) }
      end = first + 1
      while let next = content[end...].firstIndex(of: UInt8(ascii: "\n")) {
        // What is damaged is asked again, with all behind it.
        guard let record = SampleRecord(line: content[end..<next]) else { break }
        records.append(record)
        end = next + 1
      }
    }
    self.records = records
    descriptor = try operations.resume(path, end)
    if end == 0 {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try write(String(decoding: try encoder.encode(header), as: UTF8.self) + "\n")
    }
  }

  deinit {
    // Every line was forced to the disk when it was appended.
    try? operations.close(descriptor, path)
  }

  /// Appends samples and forces them to the disk.
  func append(_ records: [SampleRecord]) throws {
    try write(try records.map { try $0.line() + "\n" }.joined())
  }

  private func write(_ text: String) throws(FileError) {
    try Array(text.utf8).withUnsafeBufferPointer { bytes throws(FileError) in
      try operations.write(descriptor, UnsafeRawBufferPointer(bytes), path)
    }
    try operations.sync(descriptor, path)
  }

  private static func refusal(_ path: String, _ known: Header, _ wanted: Header) -> FileError {
    refusal(
      path,
      known.task != wanted.task
        ? "the task \(known.task)"
        : known.model != wanted.model
          ? "another model, \(known.model)" : "other questions or settings")
  }

  /// The error that the samples in `path` are of `other` and not of what is asked.
  static func refusal(_ path: String, _ other: String) -> FileError {
    FileError(
      path: path,
      reason: "holds samples of \(other); remove it or name another folder to begin again")
  }
}
