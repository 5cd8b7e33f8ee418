internal import Foundation
package import MotifCore

/// The file `metrics.jsonl` of a run: one line of JSON a record, appended while the run goes on.
///
/// A line is handed to the system whole, so that a killed run ends in a complete line or, at worst,
/// in one line without its end, which resuming and reading pass over.
package final class MetricsLog {
  /// The file.
  package let path: String
  private let descriptor: Int32
  private let operations: FileOperations

  /// Opens the log at `path` for a run that continues after `resumedStep`, or a new run with nil.
  ///
  /// What the file says about later steps belongs to the part of the run that is being repeated: it
  /// is cut off. A new run starts with an empty file.
  package init(
    path: String, resumedStep: Int? = nil, operations: FileOperations = .system
  ) throws(FileError) {
    self.path = path
    self.operations = operations
    var end = 0
    if let resumedStep, FileManager.default.fileExists(atPath: path) {
      end = try MetricsLines(operations.open(path)).end(upTo: resumedStep)
    }
    descriptor = try operations.resume(path, end)
  }

  deinit {
    // Every line was handed over when it was appended; nothing can be lost here.
    try? operations.close(descriptor, path)
  }

  /// Appends a record.
  package func append(_ record: MetricsRecord) throws(FileError) {
    try Array((record.jsonLine + "\n").utf8).withUnsafeBufferPointer { line throws(FileError) in
      try operations.write(descriptor, UnsafeRawBufferPointer(line), path)
    }
  }

  /// Forces what was appended to the disk; call it with every checkpoint.
  package func synchronize() throws(FileError) { try operations.sync(descriptor, path) }

  /// The records of the log at `path`, in order.
  ///
  /// Cost: the whole file is read. A last line without its end is passed over; any other line that is no record is an error that
  /// gives its number.
  package static func read(_ path: String) throws(FileError) -> [MetricsRecord] {
    let data = try FileOperations.system.read(path)
    var records: [MetricsRecord] = []
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.dropLast().enumerated() {
      guard let record = MetricsRecord(jsonLine: String(decoding: line, as: UTF8.self)) else {
        throw FileError(
          path: path,
          reason: "line \(index + 1) is not a metrics record of version \(MetricsRecord.version)")
      }
      records.append(record)
    }
    return records
  }

  /// The last step that the log at `path` tells of, nil when it is missing or tells of none.
  ///
  /// Cost: reads the end of the file.
  package static func lastStep(of path: String) throws(FileError) -> Int? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let step = try MetricsLines(FileOperations.system.open(path)).lastStep()
    return step.flatMap { $0 > 0 ? $0 : nil }
  }
}
