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
  /// A pair and its rank side by side, so that a look takes one cache line.
  private struct Slot {
    var key = MergeTable.empty
    var rank = MergeTable.none
  }

  private var slots: ContiguousArray<Slot>
  private static let empty = UInt64.max
  /// What `rank` returns for a pair that never merges.
  static let none = Int32.max

  init(_ merges: ContiguousArray<TokenMerge>) {
    var size = 16
    while size < merges.count * 3 { size *= 2 }
    slots = ContiguousArray(repeating: Slot(), count: size)
    for (rank, merge) in merges.enumerated() {
      let key = TokenMerge.key(merge.left, merge.right)
      let slot = slot(of: key)
      guard slots[slot].key == Self.empty else { continue }
      slots[slot] = Slot(key: key, rank: Int32(rank))
    }
  }

  /// The rank of the merge of `left` and `right`, smaller ranks first, or `none`.
  func rank(_ left: Int32, _ right: Int32) -> Int32 {
    slots[slot(of: TokenMerge.key(left, right))].rank
  }

  private func slot(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[slot].key != key, slots[slot].key != Self.empty { slot = (slot + 1) & mask }
    return slot
  }
}
