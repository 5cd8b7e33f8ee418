/// The words of a corpus as linked lists of symbols, with the count and places of every pair.
///
/// A merge visits only the places of its pair, so that all merges together cost O(n log n).
struct MergeSearch {
  private struct Pair {
    var count = 0
    /// First symbols of the pair; entries whose symbols have merged since are skipped.
    var places = ContiguousArray<Int32>()
    /// The last merge that raised the count, so that it enters the queue once per merge.
    var raisedBy = -1
  }

  private var symbols = ContiguousArray<Int32>()
  private var next = ContiguousArray<Int32>()
  private var previous = ContiguousArray<Int32>()
  private var wordCount = ContiguousArray<Int>()
  private var pairs = ContiguousArray<Pair>()
  private var keys = ContiguousArray<UInt64>()
  private var slots: [UInt64: Int] = [:]
  private(set) var queue = PriorityQueue()
  /// Places of pairs that merges have looked at.
  private(set) var visitCount = 0
  private var raised: [Int] = []
  private var round = 0

  init(words: WordTable, counts: [Int]) {
    for index in 0..<words.count {
      let range = words.range(index)
      let first = symbols.count
      for position in range {
        let here = symbols.count
        symbols.append(Int32(words.pool[position]))
        wordCount.append(counts[index])
        previous.append(here == first ? -1 : Int32(here - 1))
        next.append(position + 1 == range.upperBound ? -1 : Int32(here + 1))
      }
    }
    for place in symbols.indices where next[place] >= 0 {
      raise(symbols[place], symbols[Int(next[place])], by: wordCount[place], at: place)
    }
    enqueueRaised()
  }

  /// Takes the pair with the highest count, the smaller ids first; nil below `minimumCount`.
  mutating func popMostFrequent(minimumCount: Int) -> (left: Int32, right: Int32)? {
    while let entry = queue.pop() {
      guard let slot = slots[entry.secondary] else { continue }
      let count = pairs[slot].count
      let queued = Int(UInt64.max - entry.primary)
      if count < max(1, minimumCount) { continue }
      if count < queued {
        // The count fell after this entry was made: the pair queues again with the true one.
        enqueue(slot)
      } else if count == queued {
        return (Int32(entry.secondary >> 32), Int32(entry.secondary & 0xFFFF_FFFF))
      }
    }
    return nil
  }

  /// Replaces every `left` `right` by `result`, from left to right in each word.
  mutating func merge(_ left: Int32, _ right: Int32, into result: Int32) {
    guard let slot = slots[TokenMerge.key(left, right)] else { return }
    round += 1
    var places = ContiguousArray<Int32>()
    swap(&places, &pairs[slot].places)
    // In a run such as "aaaa" the order of the places decides which symbols pair up.
    if left == right { places.sort() }
    visitCount += places.count
    for place in places { mergeAt(Int(place), left, right, result) }
    pairs[slot].count = 0
    enqueueRaised()
  }

  private mutating func mergeAt(_ place: Int, _ left: Int32, _ right: Int32, _ result: Int32) {
    let partner = Int(next[place])
    guard symbols[place] == left, partner >= 0, symbols[partner] == right else { return }
    let count = wordCount[place]
    let before = Int(previous[place])
    let after = Int(next[partner])
    symbols[place] = result
    symbols[partner] = -1
    next[place] = Int32(after)
    next[partner] = -1
    if after >= 0 {
      previous[after] = Int32(place)
      lower(right, symbols[after], by: count)
      raise(result, symbols[after], by: count, at: place)
    }
    if before >= 0 {
      lower(symbols[before], left, by: count)
      raise(symbols[before], result, by: count, at: before)
    }
  }

  private mutating func lower(_ left: Int32, _ right: Int32, by count: Int) {
    if let slot = slots[TokenMerge.key(left, right)] { pairs[slot].count -= count }
  }

  private mutating func raise(_ left: Int32, _ right: Int32, by count: Int, at place: Int) {
    let key = TokenMerge.key(left, right)
    let slot: Int
    if let known = slots[key] {
      slot = known
    } else {
      slot = pairs.count
      slots[key] = slot
      pairs.append(Pair())
      keys.append(key)
    }
    pairs[slot].count += count
    pairs[slot].places.append(Int32(place))
    if pairs[slot].raisedBy != round {
      pairs[slot].raisedBy = round
      raised.append(slot)
    }
  }

  private mutating func enqueueRaised() {
    for slot in raised { enqueue(slot) }
    raised.removeAll(keepingCapacity: true)
  }

  private mutating func enqueue(_ slot: Int) {
    guard pairs[slot].count > 0 else { return }
    queue.push(.init(primary: .max - UInt64(pairs[slot].count), secondary: keys[slot]))
  }
}
