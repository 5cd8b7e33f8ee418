internal import MotifCore

/// The rows of a file that gave no document.
package struct PassedRows: Codable, Sendable, Equatable {
  /// Rows whose text is empty or white space.
  package private(set) var empty = 0
  /// The line of the first of them, from 1.
  package private(set) var firstEmptyLine: Int?
  /// The file of that line, where the source has several.
  package private(set) var firstEmptyFile: String?
  /// Rows that cannot be read.
  package private(set) var broken = 0
  /// The place of the first of them and what is wrong with it.
  package private(set) var firstBroken: String?

  /// No rows.
  package init() {}

  mutating func addEmpty(line: Int, of file: String?) {
    empty += 1
    guard firstEmptyLine == nil else { return }
    (firstEmptyLine, firstEmptyFile) = (line, file)
  }

  mutating func addBroken(_ error: FileError) {
    broken += 1
    firstBroken = firstBroken ?? error.description
  }

  /// Adds those of what comes behind.
  mutating func add(_ later: PassedRows) {
    empty += later.empty
    broken += later.broken
    if firstEmptyLine == nil {
      (firstEmptyLine, firstEmptyFile) = (later.firstEmptyLine, later.firstEmptyFile)
    }
    firstBroken = firstBroken ?? later.firstBroken
  }

  /// How many were passed over and where the first are: `2 rows without text, the first in line 3`;
  /// nil when there are none.
  package var text: String? {
    var parts: [String] = []
    if let firstEmptyLine {
      let noun = empty == 1 ? "row without text, in" : "rows without text, the first in"
      let file = firstEmptyFile.map { " of \($0)" } ?? ""
      parts.append("\(empty) \(noun) line \(firstEmptyLine)\(file)")
    }
    if let firstBroken {
      parts.append(
        broken == 1
          ? "1 broken row, \(firstBroken)" : "\(broken) broken rows, the first \(firstBroken)")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
