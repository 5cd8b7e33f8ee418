internal import MotifCore

extension PackedBatch {
  /// The cost of attention in each row: Σ n(n+1)/2 over its segments.
  package var rowCosts: [Int] { (0..<rows).map { slice(rows: $0..<$0 + 1).attentionPairs } }

  /// The same rows, dealt so that `parts` consecutive shares of equal size cost about the same.
  ///
  /// The most expensive rows go first, each to the share with the least cost that has a place left;
  /// ties go to the earlier row and share. Shares are micro-batches, ranks, or both at once. Inside a
  /// share rows keep their order. O(tokens + rows · parts).
  ///
  /// - Precondition: the rows can be dealt evenly.
  package func balanced(parts: Int) -> PackedBatch {
    precondition(
      parts > 0 && rows % parts == 0, "\(rows) rows cannot be dealt evenly to \(parts) parts")
    let costs = rowCosts
    let owners = LeastLoaded.owners(
      of: costs, in: LeastLoaded.order(costs), owners: parts, most: rows / parts)
    return reordered(rows: Array(0..<rows).sorted { (owners[$0], $0) < (owners[$1], $1) })
  }

  private func reordered(rows order: [Int]) -> PackedBatch {
    guard !inputs.isEmpty else { return self }
    var batch = self
    for (new, old) in order.enumerated() {
      let (to, from) = (new * length..<(new + 1) * length, old * length..<(old + 1) * length)
      batch.inputs.replaceSubrange(to, with: inputs[from])
      batch.labels.replaceSubrange(to, with: labels[from])
      batch.positions.replaceSubrange(to, with: positions[from])
      batch.segments.replaceSubrange(to, with: segments[from])
      batch.domainOfRow[new] = domainOfRow[old]
    }
    return batch
  }
}
