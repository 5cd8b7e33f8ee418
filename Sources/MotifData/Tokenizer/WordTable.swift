/// Numbers distinct words in order of first sight: an open-addressing table over one byte pool.
struct WordTable: Sendable {
  /// All words, one after the other.
  private(set) var pool = ContiguousArray<UInt8>()
  /// Where each word ends in `pool`.
  private(set) var ends = ContiguousArray<Int>()
  /// The hash of a word in the upper half, one more than its number in the lower; 0 is free.
  ///
  /// With the hash at hand other words are told apart, and the table grows, without reading the pool.
  private var slots = ContiguousArray<UInt64>(repeating: 0, count: 1024)

  var count: Int { ends.count }

  /// Where word `index` lies in `pool`.
  func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// The number of `word`, or nil when it was never inserted.
  func find(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    let found = slots[slot(of: word, hash: WordBits.hash(word))]
    return found == 0 ? nil : Self.number(found)
  }

  /// The number of `word`, which is inserted when it is new.
  mutating func insert(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = WordBits.hash(word)
    let slot = slot(of: word, hash: hash)
    if slots[slot] != 0 { return Self.number(slots[slot]) }
    pool.append(contentsOf: word)
    ends.append(pool.count)
    slots[slot] = UInt64(hash) << 32 | UInt64(ends.count)
    if ends.count * 2 > slots.count { grow() }
    return ends.count - 1
  }

  private static func number(_ entry: UInt64) -> Int { Int(entry & 0xFFFF_FFFF) - 1 }

  /// The slot that holds `word`, or the free one where it belongs.
  private func slot(of word: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      if UInt32(slots[slot] >> 32) == hash, equals(word, Self.number(slots[slot])) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func equals(_ word: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let range = range(index)
    return pool.withUnsafeBufferPointer {
      WordBits.equal(word, UnsafeBufferPointer(rebasing: $0[range]))
    }
  }

  private mutating func grow() {
    let old = slots
    let mask = old.count * 2 - 1
    slots = ContiguousArray(repeating: 0, count: mask + 1)
    for entry in old where entry != 0 {
      var slot = Int(entry >> 32) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }
}
