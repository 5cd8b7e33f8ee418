/// Which part of which sample stands where in which row.
package struct PackingPlan: Sendable, Equatable {
  /// A part of a sample.
  package struct Piece: Sendable, Equatable {
    /// The sample.
    package let sample: Int
    /// Its tokens that stand here.
    package let range: Range<Int>
  }

  /// The most tokens of a row.
  package let length: Int
  /// All pieces, row after row.
  package private(set) var pieces: [Piece] = []
  /// Where the pieces of each row end.
  package private(set) var rowEnds: [Int] = []
  /// Samples without a token.
  package private(set) var empty = 0
  /// Samples that were left out, cut or split because they are longer than a row.
  package private(set) var overlong = 0
  /// Tokens that are in no row.
  package private(set) var tokensLost = 0

  /// Tokens in the rows.
  package var tokens: Int { pieces.reduce(0) { $0 + $1.range.count } }
  /// The number of rows.
  package var rowCount: Int { rowEnds.count }
  /// The share of the rows' places that tokens take; 1 without rows.
  package var efficiency: Double {
    rowEnds.isEmpty ? 1 : Double(tokens) / Double(rowCount * length)
  }

  /// The pieces of row `row`.
  package func row(_ row: Int) -> ArraySlice<Piece> {
    pieces[(row == 0 ? 0 : rowEnds[row - 1])..<rowEnds[row]]
  }

  /// Best-fit decreasing: from the longest sample to the shortest, each into the row with the least
  /// free space that is enough, else into a new one.
  ///
  /// Equal lengths keep their order, and of rows with equal space the one that got it first is taken.
  /// Samples are packed in groups of `group`, nil for all at once. O(n log length).
  /// Source: TRL's `bfd` and `bfd_split`, whose `pack_dataset` takes groups of 1,000.
  ///
  /// - Precondition: `length` is positive.
  package static func bestFit(
    _ lengths: [Int], length: Int, overlong: OverlongPolicy, group: Int? = 1000
  ) -> PackingPlan {
    precondition(length > 0, "rows of \(length) tokens")
    var plan = PackingPlan(length: length)
    let step = max(1, group ?? lengths.count)
    for start in stride(from: 0, to: lengths.count, by: step) {
      plan.add(start..<min(start + step, lengths.count), of: lengths, overlong)
    }
    return plan
  }

  /// Concatenates the samples and cuts: every row but the last is full.
  package static func wrapped(_ lengths: [Int], length: Int) -> PackingPlan {
    precondition(length > 0, "rows of \(length) tokens")
    var plan = PackingPlan(length: length)
    var free = length
    for (sample, count) in lengths.enumerated() {
      plan.empty += count == 0 ? 1 : 0
      var start = 0
      while start < count {
        let end = min(count, start + free)
        plan.pieces.append(Piece(sample: sample, range: start..<end))
        free -= end - start
        start = end
        if free == 0 {
          plan.rowEnds.append(plan.pieces.count)
          free = length
        }
      }
    }
    if free < length { plan.rowEnds.append(plan.pieces.count) }
    return plan
  }

  private init(length: Int) { self.length = length }

  private mutating func add(_ samples: Range<Int>, of lengths: [Int], _ policy: OverlongPolicy) {
    var open: [Piece] = []
    for sample in samples {
      let parts = policy.pieces(of: lengths[sample], limit: length)
      empty += lengths[sample] == 0 ? 1 : 0
      overlong += lengths[sample] > length ? 1 : 0
      tokensLost += lengths[sample] - parts.reduce(0) { $0 + $1.count }
      open += parts.map { Piece(sample: sample, range: $0) }
    }
    let order = open.indices.sorted {
      (open[$1].range.count, $0) < (open[$0].range.count, $1)
    }
    var tree = FreeSpaceTree(capacity: length)
    var rows: [[Int]] = []
    for index in order {
      let count = open[index].range.count
      let (row, space) = tree.takeBest(for: count) ?? (rows.count, length)
      if row == rows.count { rows.append([]) }
      rows[row].append(index)
      tree.insert(row, space: space - count)
    }
    for row in rows {
      pieces += row.map { open[$0] }
      rowEnds.append(pieces.count)
    }
  }
}
