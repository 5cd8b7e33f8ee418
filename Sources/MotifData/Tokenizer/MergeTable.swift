/// Two tokens that become one.
public struct TokenMerge: Sendable, Hashable {
  /// The token on the left.
  public let left: Int32
  /// The token on the right.
  public let right: Int32
  /// The token that replaces both.
  public let result: Int32

  /// `left` followed by `right` becomes `result`.
  public init(left: Int32, right: Int32, result: Int32) {
    self.left = left
    self.right = right
    self.result = result
  }

  /// The pair as one key, ordered by left, then right.
  static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }
}

/// Pair of tokens → rank of their merge, by open addressing.
struct MergeTable: Sendable {
  private let merges: ContiguousArray<TokenMerge>
  /// The hash of a pair in the upper half, one more than its rank in the lower; 0 is free.
  ///
  /// Most pairs never merge, and the hash tells without a look at the merges: the table is small.
  private var slots: ContiguousArray<UInt64>
  /// What `rank` returns for a pair that never merges.
  static let none = Int32.max

  init(_ merges: ContiguousArray<TokenMerge>) {
    self.merges = merges
    var size = 16
    while size < merges.count * 3 { size *= 2 }
    slots = ContiguousArray(repeating: 0, count: size)
    for (rank, merge) in merges.enumerated()
    where self.rank(merge.left, merge.right) == Self.none {
      let hash = Self.hash(merge.left, merge.right)
      var slot = Int(hash) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = UInt64(hash) << 32 | UInt64(rank + 1)
    }
  }

  /// The rank of the merge of `left` and `right`, smaller ranks first, or `none`.
  func rank(_ left: Int32, _ right: Int32) -> Int32 {
    let hash = Self.hash(left, right)
    var slot = Int(hash) & (slots.count - 1)
    while true {
      let entry = slots[slot]
      if entry == 0 { return Self.none }
      if UInt32(entry >> 32) == hash {
        let rank = Int(entry & 0xFFFF_FFFF) - 1
        if merges[rank].left == left, merges[rank].right == right { return Int32(rank) }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
  }

  /// What the merge of this rank makes of its pair.
  func result(of rank: Int32) -> Int32 { merges[Int(rank)].result }

  private static func hash(_ left: Int32, _ right: Int32) -> UInt32 {
    UInt32(truncatingIfNeeded: (TokenMerge.key(left, right) &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }
}
