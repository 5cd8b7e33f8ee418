/// Which key head and which value head every query head reads.
package struct AttentionLayout: Sendable, Equatable {
  /// Query heads that read the same key head and the same value head; they share every load.
  package struct Stream: Sendable, Equatable {
    package let keyHead: Int
    package let valueHead: Int
    /// In ascending order.
    package fileprivate(set) var queryHeads: [Int]
  }

  package let keyHeadOfQuery: [Int]
  package let valueHeadOfQuery: [Int]
  /// All query heads, by the heads they read; in the order of each stream's first query head.
  package let streams: [Stream]

  package init(keyHeadOfQuery: [Int], valueHeadOfQuery: [Int]) {
    self.keyHeadOfQuery = keyHeadOfQuery
    self.valueHeadOfQuery = valueHeadOfQuery
    var streams: [Stream] = []
    for (query, (key, value)) in zip(keyHeadOfQuery, valueHeadOfQuery).enumerated() {
      if let index = streams.firstIndex(where: { $0.keyHead == key && $0.valueHead == value }) {
        streams[index].queryHeads.append(query)
      } else {
        streams.append(Stream(keyHead: key, valueHead: value, queryHeads: [query]))
      }
    }
    self.streams = streams
  }

  /// Grouped-query attention: query head h reads key and value head h / (Hq / Hk).
  package static func grouped(queryHeads: Int, keyHeads: Int) -> AttentionLayout {
    let heads = (0..<queryHeads).map { $0 / (queryHeads / keyHeads) }
    return AttentionLayout(keyHeadOfQuery: heads, valueHeadOfQuery: heads)
  }

  /// Grouped differential attention in checkpoint head order.
  ///
  /// Query heads are `groups` blocks of `signalHeads` signal heads and one noise head. Key heads are
  /// `keyGroups` pairs (signal, noise) and value heads are `keyGroups`; group g reads pair
  /// g / (groups / keyGroups).
  package static func differential(
    groups: Int, signalHeads: Int, keyGroups: Int
  ) -> AttentionLayout {
    var keys: [Int] = []
    var values: [Int] = []
    for group in 0..<groups {
      let pair = group / (groups / keyGroups)
      keys += Array(repeating: 2 * pair, count: signalHeads) + [2 * pair + 1]
      values += Array(repeating: pair, count: signalHeads + 1)
    }
    return AttentionLayout(keyHeadOfQuery: keys, valueHeadOfQuery: values)
  }
}
