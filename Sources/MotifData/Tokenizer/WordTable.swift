internal import MotifCore

/// Numbers distinct words in order of first sight: an open-addressing table over one byte pool.
struct WordTable: Sendable {
  /// All words, one after the other.
  private(set) var pool = ContiguousArray<UInt8>()
  /// Where each word ends in `pool`.
  private(set) var ends = ContiguousArray<Int>()
  private var slots = ContiguousArray<Int32>(repeating: -1, count: 1024)

  var count: Int { ends.count }

  /// Where word `index` lies in `pool`.
  func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// The number of `word`, or nil when it was never inserted.
  func find(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    let found = Int(slots[slot(of: word)])
    return found < 0 ? nil : found
  }

  /// The number of `word`, which is inserted when it is new.
  mutating func insert(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    let slot = slot(of: word)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    slots[slot] = Int32(ends.count)
    pool.append(contentsOf: word)
    ends.append(pool.count)
    if ends.count * 2 > slots.count { grow() }
    return ends.count - 1
  }

  private func slot(of word: UnsafeBufferPointer<UInt8>) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(word) & mask
    while slots[slot] >= 0, !equals(word, Int(slots[slot])) { slot = (slot + 1) & mask }
    return slot
  }

  private func equals(_ word: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let range = range(index)
    guard range.count == word.count else { return false }
    for offset in 0..<word.count where pool[range.lowerBound + offset] != word[offset] {
      return false
    }
    return true
  }

  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    var hash = FNV1a()
    hash.add(bytes: word)
    return Int(truncatingIfNeeded: (hash.value ^ hash.value >> 32) & 0x7FFF_FFFF)
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = ContiguousArray(repeating: -1, count: mask + 1)
    for index in ends.indices {
      let start = range(index)
      let hash = pool.withUnsafeBufferPointer {
        Self.hash(UnsafeBufferPointer(rebasing: $0[start]))
      }
      var slot = hash & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(index)
    }
  }
}
