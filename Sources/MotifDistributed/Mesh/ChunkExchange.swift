/// What one rank sends and receives for a chunk, and where each piece lies in its buffers.
///
/// Three collectives, each with its buffers in the order in which the parts are listed:
///
/// 1. gather, all-to-all over the shard axes: sends ``held``, receives ``owned``;
/// 2. scatter, the way back: sends ``owned``, receives ``held``;
/// 3. share, all-gather over the replica axes: gives ``held``, receives ``shared``.
///
/// A piece is the box of a matrix that one rank holds, row by row. The scatter's buffer is the one that
/// the share gives, as it stands. Without replica axes there is no share: its group is the rank alone.
/// Counts are those of the collectives; with one rank or nothing to send they are still called.
package struct ChunkExchange: Sendable, Equatable {
  /// A piece of a matrix in a buffer; empty pieces are not listed.
  package struct Part: Sendable, Equatable {
    /// The matrix, by its number in the plan.
    package let matrix: Int
    /// Whom it is sent to or received from: the place in the group of the collective.
    package let peer: Int
    /// Where it begins in the buffer, in numbers.
    package let offset: Int
    /// How many numbers it has.
    package let count: Int
  }

  /// The parts of one buffer, and how many numbers are exchanged with each peer.
  package struct Buffer: Sendable, Equatable {
    /// The pieces, one after the other without gaps.
    package private(set) var parts: [Part] = []
    /// By place in the group, how many numbers belong to that peer.
    package private(set) var counts: [Int]
    /// How many numbers the buffer has.
    package private(set) var count = 0

    init(peers: Int) { counts = Array(repeating: 0, count: peers) }

    /// Peers are to come in order.
    mutating func append(_ matrix: Int, peer: Int, count: Int) {
      guard count > 0 else { return }
      parts.append(Part(matrix: matrix, peer: peer, offset: self.count, count: count))
      counts[peer] += count
      self.count += count
    }
  }

  /// The shards that this rank holds of matrices with an owner in its replica, by owner.
  package let held: Buffer
  /// The shards of the matrices that this rank owns, by their holder.
  package let owned: Buffer
  /// The shards that this rank holds of all matrices, by the replica of their owner.
  package let shared: Buffer
}
