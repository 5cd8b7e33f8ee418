internal import Synchronization

/// Which ranks of a thread world are gone, and which groups have to be told.
///
/// Its lock is held for bookkeeping only and never while a group's lock is taken.
final class Roster: Sendable {
  /// How a rank came to take part no more.
  enum Departure: Sendable {
    /// It returned.
    case ended
    /// It threw, or said that it had failed.
    case failed(CommunicatorError)
  }

  private struct State {
    var departures: [Int: Departure] = [:]
    var groups: [WeakGroup] = []
  }

  private struct WeakGroup: Sendable {
    weak let group: Rendezvous?
  }

  private let state = Mutex(State())

  /// Enters a new group; returns what is known of its members, which have the given world ranks.
  func enter(_ group: Rendezvous, _ members: [Int]) -> [Departure?] {
    state.withLock { state in
      state.groups.removeAll { $0.group == nil }
      state.groups.append(WeakGroup(group: group))
      return members.map { state.departures[$0] }
    }
  }

  /// Notes that a rank is gone, unless that is known, and tells every group that it was in.
  func depart(_ worldRank: Int, _ departure: Departure) {
    let groups = state.withLock { state -> [Rendezvous] in
      guard state.departures[worldRank] == nil else { return [] }
      state.departures[worldRank] = departure
      return state.groups.compactMap { $0.group }
    }
    for group in groups { group.note(departure, of: worldRank) }
  }
}
