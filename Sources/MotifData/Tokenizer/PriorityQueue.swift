/// A binary heap that gives the smallest (primary, secondary) key first.
///
/// Not generic: debug builds are not whole-module, and an unspecialised heap would dominate.
struct PriorityQueue: Sendable {
  struct Entry: Sendable {
    var primary: UInt64
    var secondary: UInt64

    func precedes(_ other: Entry) -> Bool {
      primary != other.primary ? primary < other.primary : secondary < other.secondary
    }
  }

  private var entries = ContiguousArray<Entry>()
  /// Entries that were ever pushed: the work of whoever uses the queue, up to a factor log n.
  private(set) var pushCount = 0

  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    pushCount += 1
    entries.withUnsafeMutableBufferPointer { heap in
      var child = heap.count - 1
      while child > 0 {
        let parent = (child - 1) / 2
        guard entry.precedes(heap[parent]) else { break }
        heap[child] = heap[parent]
        child = parent
      }
      heap[child] = entry
    }
  }

  mutating func pop() -> Entry? {
    guard let first = entries.first, let moved = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return first }
    entries.withUnsafeMutableBufferPointer { heap in
      var parent = 0
      while true {
        var child = 2 * parent + 1
        guard child < heap.count else { break }
        if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
        guard heap[child].precedes(moved) else { break }
        heap[parent] = heap[child]
        parent = child
      }
      heap[parent] = moved
    }
    return first
  }
}
