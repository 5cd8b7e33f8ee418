/// The pairing of rows with columns whose values have the largest sum.
enum BestPairing {
  /// That sum; each row takes at most one column and the other way round.
  ///
  /// O(n³) for n rows or columns. Source: the Hungarian method with potentials (Kuhn 1955, Munkres 1957).
  static func sum(of values: [[Double]]) -> Double {
    let size = max(values.count, values.first?.count ?? 0)
    func value(_ row: Int, _ column: Int) -> Double {
      row < values.count && column < values[row].count ? values[row][column] : 0
    }
    // Counted from 1; row and column 0 stand for nothing. Costs are negated values.
    var (rowPotential, columnPotential) = (zeros(size), zeros(size))
    var rowOfColumn = [Int](repeating: 0, count: size + 1)
    for row in stride(from: 1, through: size, by: 1) {
      rowOfColumn[0] = row
      var column = 0
      var least = [Double](repeating: .infinity, count: size + 1)
      var before = [Int](repeating: 0, count: size + 1)
      var isUsed = [Bool](repeating: false, count: size + 1)
      repeat {
        isUsed[column] = true
        var (delta, next) = (Double.infinity, 0)
        let current = rowOfColumn[column]
        for other in 1...size where !isUsed[other] {
          let cost = -value(current - 1, other - 1) - rowPotential[current] - columnPotential[other]
          if cost < least[other] { (least[other], before[other]) = (cost, column) }
          if least[other] < delta { (delta, next) = (least[other], other) }
        }
        for other in 0...size {
          if isUsed[other] {
            rowPotential[rowOfColumn[other]] += delta
            columnPotential[other] -= delta
          } else {
            least[other] -= delta
          }
        }
        column = next
      } while rowOfColumn[column] != 0
      while column != 0 {
        rowOfColumn[column] = rowOfColumn[before[column]]
        column = before[column]
      }
    }
    // In the order of the rows, so that the sum has the same bits whichever way it was found.
    return rowOfColumn.enumerated().dropFirst().sorted { $0.element < $1.element }
      .reduce(0) { $0 + value($1.element - 1, $1.offset - 1) }
  }

  private static func zeros(_ count: Int) -> [Double] { Array(repeating: 0, count: count + 1) }
}
