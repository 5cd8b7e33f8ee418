internal import Foundation
package import MotifCore

/// Writes a run's metrics as an event file that TensorBoard reads.
///
/// The file is `RUN/events.out.tfevents.<seconds>.motif`: a sequence of TFRecords, each the length
/// (8 bytes), the masked CRC-32C of the length (4), an `Event` message, and its masked CRC-32C (4).
/// The first says `brain.Event:2`; every later one holds a step's values. Numbers keep their name,
/// rows of a table become `name/row`, entries of a list `name/00`, `name/01`, …; texts are left
/// out. A step is one write, so a killed run ends in at most one torn record, which TensorBoard
/// ignores. Values are stored as Float: counts above 2²⁴ are rounded.
package final class TensorBoardWriter {
  /// The file.
  package let path: String
  private let descriptor: Int32
  private let operations: FileOperations

  /// Starts an event file in the folder `run`, named after `time` in seconds since 1970.
  ///
  /// A run that continues after `resumedStep` gets a file of its own, which tells TensorBoard to
  /// drop later steps of the older files; one that begins where older files are drops all of theirs.
  /// Throws ``FileError`` when the file cannot be written.
  package init(
    run: String, resumedStep: Int? = nil, time: Double = Date().timeIntervalSince1970,
    operations: FileOperations = .system
  ) throws(FileError) {
    var seconds = Int(time)
    func candidate() -> String { "\(run)/events.out.tfevents.\(seconds).motif" }
    // A run that is resumed within a second must not empty the file of its beginning.
    while FileManager.default.fileExists(atPath: candidate()) { seconds += 1 }
    path = candidate()
    let first = resumedStep.map { $0 + 1 } ?? (Self.hasEvents(run) ? 0 : nil)
    self.operations = operations
    descriptor = try operations.create(path)
    try write(.fileVersion(time: time))
    if let first { try write(.restart(step: first, time: time)) }
  }

  /// Whether `run` has event files: a run that was killed before its first checkpoint left some.
  private static func hasEvents(_ run: String) -> Bool {
    let names = try? FileManager.default.contentsOfDirectory(atPath: run)
    return names?.contains { $0.hasPrefix("events.out.tfevents.") } == true
  }

  deinit {
    // Every record was handed over when it was appended; nothing can be lost here.
    try? operations.close(descriptor, path)
  }

  /// Appends the numbers of `record`, measured at `time` in seconds since 1970.
  package func append(
    _ record: MetricsRecord, time: Double = Date().timeIntervalSince1970
  ) throws(FileError) {
    let values = Self.scalars(record)
    guard !values.isEmpty else { return }
    try write(.scalars(values, step: record.step, time: time))
  }

  /// Forces what was appended to the disk; call it with every checkpoint.
  package func synchronize() throws(FileError) { try operations.sync(descriptor, path) }

  private func write(_ event: EventMessage) throws(FileError) {
    try event.framed.withUnsafeBufferPointer { bytes throws(FileError) in
      try operations.write(descriptor, UnsafeRawBufferPointer(bytes), path)
    }
  }

  private static func scalars(_ record: MetricsRecord) -> [(tag: String, value: Double)] {
    record.fields.flatMap { field -> [(tag: String, value: Double)] in
      switch field.value {
      case .number(let value): [(field.name, value)]
      case .integer(let value): [(field.name, Double(value))]
      case .text: []
      case .table(let rows): rows.map { ("\(field.name)/\($0.name)", $0.value) }
      case .list(let values):
        values.enumerated().map { ("\(field.name)/\($0 < 10 ? "0" : "")\($0)", $1) }
      }
    }
  }
}
