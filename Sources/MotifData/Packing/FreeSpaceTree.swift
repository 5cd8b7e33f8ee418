/// The bins that still have room, found by how much room they have.
///
/// A tree over the amounts of free space 1 … `capacity` tells for each node whether any bin is below
/// it, so that the least amount that is enough is found in O(log capacity). Bins of an equal amount
/// wait in a queue: the one that got that amount first is taken first.
struct FreeSpaceTree {
  private let leaves: Int
  /// Nodes in heap order from 1; the leaf of an amount is `leaves + amount`.
  private var occupied: [Bool]
  /// The first and the last bin of each amount's queue, and the bin behind each bin; −1 is none.
  private var first, last: [Int32]
  private var next: [Int32] = []

  /// A tree without bins, for amounts below `capacity`.
  init(capacity: Int) {
    var leaves = 1
    while leaves <= capacity { leaves *= 2 }
    self.leaves = leaves
    occupied = [Bool](repeating: false, count: 2 * leaves)
    first = [Int32](repeating: -1, count: capacity + 1)
    last = first
  }

  /// Puts `bin`, numbered in order of creation, behind those with as much free `space`; a full bin is
  /// closed.
  mutating func insert(_ bin: Int, space: Int) {
    while next.count <= bin { next.append(-1) }
    guard space > 0 else { return }
    next[bin] = -1
    if first[space] < 0 {
      first[space] = Int32(bin)
      mark(space, true)
    } else {
      next[Int(last[space])] = Int32(bin)
    }
    last[space] = Int32(bin)
  }

  /// Takes out the bin with the least free space that is at least `length`; nil when none has it.
  mutating func takeBest(for length: Int) -> (bin: Int, space: Int)? {
    guard let space = leastAmount(from: length) else { return nil }
    let bin = Int(first[space])
    first[space] = next[bin]
    if first[space] < 0 { mark(space, false) }
    return (bin, space)
  }

  /// The least amount from `start` on of which there is a bin.
  private func leastAmount(from start: Int) -> Int? {
    guard start < first.count else { return nil }
    var node = leaves + start
    // Up until a right neighbour has something, then down to its first.
    while !occupied[node] {
      while node & 1 == 1 {
        if node == 1 { return nil }
        node /= 2
      }
      node += 1
    }
    while node < leaves { node = occupied[2 * node] ? 2 * node : 2 * node + 1 }
    return node - leaves
  }

  private mutating func mark(_ amount: Int, _ flag: Bool) {
    var node = leaves + amount
    occupied[node] = flag
    while node > 1 {
      node /= 2
      occupied[node] = occupied[2 * node] || occupied[2 * node + 1]
    }
  }
}
