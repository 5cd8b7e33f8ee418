/// What the owners have to compute, and how evenly it is spread.
extension OwnershipPlan {
  /// Operations of the Newton–Schulz iteration as the report counts them.
  ///
  /// `steps · (2M³ + 4M²N + 2MN + 3M²)` with M the shorter and N the longer side; exact, as sums of them
  /// pass what a Double tells apart. Source: arXiv 2511.07464, table 4.
  package static func newtonSchulzCost(rows: Int, columns: Int, steps: Int) -> Int128 {
    let (m, n) = (Int128(min(rows, columns)), Int128(max(rows, columns)))
    return Int128(steps) * (2 * m * m * m + 4 * m * m * n + 2 * m * n + 3 * m * m)
  }

  /// The cost of all matrices.
  package var totalCost: Int128 { costs.reduce(0, +) }

  /// By owner, the cost of all its matrices.
  package var loads: [Int128] {
    var loads = [Int128](repeating: 0, count: ownerCount)
    for (owner, cost) in zip(owners, costs) { loads[owner] += cost }
    return loads
  }

  /// The largest load over the mean one; 1 is even.
  package var imbalance: Double { imbalance(loads.max() ?? 0, of: totalCost) }

  /// The largest load over the mean one within a chunk.
  package func imbalance(ofChunk chunk: Int) -> Double {
    imbalance(chunks[chunk].largestCost, of: chunks[chunk].totalCost)
  }

  /// The sum over the chunks of the largest load, over that of the mean one.
  ///
  /// The time of a pipeline in which every owner waits for the others after each chunk, over that of
  /// one in which none waits.
  package var chunkedImbalance: Double {
    imbalance(chunks.reduce(0) { $0 + $1.largestCost }, of: totalCost)
  }

  private func imbalance(_ largest: Int128, of total: Int128) -> Double {
    total == 0 ? 1 : Double(largest * Int128(ownerCount)) / Double(total)
  }
}
