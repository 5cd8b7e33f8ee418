/// Tiles in rows that are full at every width of the window.
///
/// The rows of n tiles in at most c columns hold as many tiles as possible in equal parts: of 7 in three
/// columns a row of 3 and two of 2, whose tiles are half as wide again. So there is no empty place.
struct ChartGrid {
  /// The most columns of a narrow, a middling and a wide window.
  let columns: (narrow: Int, middle: Int, wide: Int)

  /// How the tiles of one width lie.
  struct Rows: Equatable {
    /// The tracks of the grid.
    let tracks: Int
    /// How many of them each tile takes.
    let spans: [Int]
  }

  /// The rows of `count` tiles in at most `columns` columns: the rows with fewer tiles first.
  static func rows(of count: Int, columns: Int) -> Rows {
    guard count > 0 else { return Rows(tracks: 1, spans: []) }
    let rowCount = (count + columns - 1) / columns
    let (few, longRows) = (count / rowCount, count % rowCount)
    guard longRows > 0 else { return Rows(tracks: few, spans: Array(repeating: 1, count: count)) }
    let wide = few * (rowCount - longRows)
    return Rows(
      tracks: few * (few + 1), spans: (0..<count).map { $0 < wide ? few + 1 : few })
  }

  /// `tiles`, each an element of HTML, side by side; nothing where there are none.
  func html(_ tiles: [String]) -> String {
    guard !tiles.isEmpty else { return "" }
    let rows = [columns.narrow, columns.middle, columns.wide]
      .map { Self.rows(of: tiles.count, columns: $0) }
    func style(_ names: [String], _ values: [Int]) -> String {
      zip(names, values).map { "\($0):\($1)" }.joined(separator: ";")
    }
    let placed = tiles.enumerated().map { index, tile in
      "<div class=\"tile\" style=\"\(style(["--a", "--b", "--c"], rows.map { $0.spans[index] }))\">"
        + tile + "</div>"
    }
    return
      "<div class=\"tiles\" style=\"\(style(["--na", "--nb", "--nc"], rows.map(\.tracks)))\">\n"
      + placed.joined(separator: "\n") + "\n</div>"
  }
}
