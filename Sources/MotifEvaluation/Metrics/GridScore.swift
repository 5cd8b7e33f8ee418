internal import MotifData

/// How much of a logic grid a text fills in rightly.
///
/// Source: the cell accuracy of ZebraLogic (Lin et al., 2502.01100).
public struct GridScore: Sendable, Equatable {
  /// The share of cells that are right.
  public let cells: Double
  /// 1 when all are, else 0.
  public let grid: Double

  /// The score of `text` against `rows`, lines such as `House 1: Anna, the owner of the cat`.
  ///
  /// Of several lines of the same house in `text` the last counts; cells are compared in their places,
  /// without upper case and the full stop at the end.
  public init(_ text: String, rows: [String]) {
    var found: [String: [String]] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      if let (name, cells) = Self.row(line) { found[name] = cells }
    }
    var (right, total) = (0, 0)
    for row in rows {
      guard let (name, cells) = Self.row(row[...]) else { continue }
      let given = found[name] ?? []
      total += cells.count
      right += zip(cells, given).count { $0 == $1 }
    }
    cells = total == 0 ? 0 : Double(right) / Double(total)
    grid = total > 0 && right == total ? 1 : 0
  }

  private static func row(_ line: Substring) -> (name: String, cells: [String])? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    func plain(_ text: Substring) -> String {
      let trimmed = Array(text.unicodeScalars).stripped
      let end = trimmed.last == "." ? trimmed.count - 1 : trimmed.count
      return String(String.UnicodeScalarView(Array(trimmed[..<end]).lowered))
    }
    return (
      plain(line[..<colon]), line[line.index(after: colon)...].split(separator: ",").map(plain)
    )
  }
}
