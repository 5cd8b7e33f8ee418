/// A stretch of virtual time on one queue of a rank.
package struct VirtualSpan: Sendable, Equatable {
  /// What the rank does.
  package enum Work: String, Sendable, CaseIterable {
    /// Shards go to the owners, or to all ranks.
    case gather
    /// Owned matrices are orthogonalised.
    case compute
    /// Results go back to the holders.
    case scatter
    /// Results go to the other replicas.
    case share
    /// Weights change; takes no time.
    case update

    /// Whether it is on the communication queue.
    package var isCommunication: Bool { self != .compute && self != .update }
  }

  /// What is done.
  package let work: Work
  /// The chunk, or the matrix where every rank computes all of them.
  package let chunk: Int
  /// When the rank came to it, in seconds; a collective then waits for the other ranks.
  package let arrival: Double
  /// When it began.
  package let start: Double
  /// When it was done.
  package let end: Double
}
