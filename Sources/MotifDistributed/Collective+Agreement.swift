internal import MotifCore

extension Collective {
  /// Requires that a rank's own arguments fit together: buffers and counts, type and operation.
  ///
  /// Every implementation calls it when a collective is started. Cost: O(ranks).
  public func check(rank: Int, size: Int, at site: CallSite) {
    func require(_ isRight: Bool, _ fault: @autoclosure () -> String) {
      precondition(isRight, "rank \(rank), \(self) at \(site): \(fault())")
    }
    func requireBytes(_ bytes: Int, _ elements: Int, _ name: String) {
      require(
        bytes == elements * type.byteCount,
        "\(name) has \(bytes) bytes, expected \(elements) elements of \(type.rawValue)")
    }
    require(
      counts.allSatisfy { $0 >= 0 } && receiveCounts.allSatisfy { $0 >= 0 },
      "counts must not be negative")
    switch operation {
    case .barrier: break
    case .broadcast(let root):
      require(0..<size ~= root, "there are \(size) ranks")
      requireBytes(receive.count, counts[0], "the buffer")
    case .allReduce:
      require(type.isReducible, "the type cannot be reduced")
      requireBytes(receive.count, counts[0], "the buffer")
    case .allGather, .split:
      require(counts.count == size, "there are \(size) ranks")
      requireBytes(send.count, counts[rank], "send")
      requireBytes(receive.count, counts.reduce(0, +), "receive")
    case .reduceScatter:
      require(type.isReducible, "the type cannot be reduced")
      require(counts.count == size, "there are \(size) ranks")
      requireBytes(send.count, counts.reduce(0, +), "send")
      requireBytes(receive.count, counts[rank], "receive")
    case .allToAllV:
      require(
        counts.count == size && receiveCounts.count == size, "there are \(size) ranks")
      requireBytes(send.count, counts.reduce(0, +), "send")
      requireBytes(receive.count, receiveCounts.reduce(0, +), "receive")
    }
  }

  /// The first disagreement with the lowest rank that has posted, in rank order; nil when there is
  /// none.
  ///
  /// `posted` has nil for ranks that have not come; `name` says how a rank is called. The counts of
  /// an `allToAllV` are compared when all have come. Cost: O(ranks²).
  static func mismatch(
    _ posted: [PostedCollective?], name: (Int) -> String
  ) -> String? {
    guard let lowest = posted.firstIndex(where: { $0 != nil }), let first = posted[lowest] else {
      return nil
    }
    for (rank, call) in posted.enumerated() {
      if let call, !call.collective.agrees(with: first.collective) {
        return "\(name(lowest)) called \(first), \(name(rank)) called \(call)"
      }
    }
    let all = posted.compactMap { $0 }
    guard first.collective.operation == .allToAllV, all.count == posted.count else { return nil }
    for (sender, sending) in all.enumerated() {
      for (receiver, receiving) in all.enumerated() {
        let sent = sending.collective.counts[receiver]
        let expected = receiving.collective.receiveCounts[sender]
        if sent != expected {
          return "\(name(sender)), which called \(sending), sends \(sent) elements to "
            + "\(name(receiver)), which expects \(expected) in \(receiving)"
        }
      }
    }
    return nil
  }

  private func agrees(with other: Collective) -> Bool {
    operation == other.operation && type == other.type
      && (operation == .allToAllV || counts == other.counts)
  }
}
