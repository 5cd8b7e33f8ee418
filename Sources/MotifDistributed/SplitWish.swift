/// What a rank wishes in a split.
struct SplitWish: Sendable {
  /// The group that it wants to be in; nil for none.
  let color: Int?
  /// Its place among those of the same color.
  let key: Int

  /// The wishes of all ranks in rank order, which `perform` gathers.
  static func exchange(
    _ wish: SplitWish, ranks: Int, _ perform: (Collective) throws(CommunicatorError) -> Void
  ) throws(CommunicatorError) -> [SplitWish] {
    let own = [wish.color == nil ? 0 : 1, wish.color ?? 0, wish.key]
    var all = [Int](repeating: 0, count: own.count * ranks)
    try own.withUnsafeBufferPointer { send throws(CommunicatorError) in
      try all.withUnsafeMutableBufferPointer { receive throws(CommunicatorError) in
        try perform(.split(send, receive, ranks: ranks))
      }
    }
    return (0..<ranks).map {
      SplitWish(color: all[3 * $0] == 1 ? all[3 * $0 + 1] : nil, key: all[3 * $0 + 2])
    }
  }

  /// The ranks that form a group with `rank`, ordered by key and then by rank; none without a color.
  static func members(of rank: Int, _ wishes: [SplitWish]) -> [Int] {
    guard let color = wishes[rank].color else { return [] }
    return wishes.indices.filter { wishes[$0].color == color }
      .sorted { (wishes[$0].key, $0) < (wishes[$1].key, $1) }
  }
}
