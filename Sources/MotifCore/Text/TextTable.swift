/// Rows of text in columns that line up on a terminal.
package struct TextTable {
  /// Which way a column's cells lean.
  package enum Alignment {
    case left
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// A table whose first column leans left and whose other `numbers` columns lean right; what comes
  /// after them leans left.
  package init(numbers: Int, notes: Int = 0) {
    alignments =
      [.left] + Array(repeating: .right, count: numbers) + Array(repeating: .left, count: notes)
  }

  /// Adds a row; cells that are missing stay empty.
  package mutating func add(_ cells: String...) { rows.append(cells) }

  /// Adds a row of any length.
  package mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The rows, two blanks between columns, each line after `indent` blanks.
  package func text(indent: Int = 2) -> String {
    let widths = alignments.indices.map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - row[column].count)
        return alignments[column] == .left ? row[column] + gap : gap + row[column]
      }
      let line = String(repeating: " ", count: indent) + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
