internal import Foundation

/// How messages name the calls and the ranks of a group, and the sentences that they make of it.
///
/// Ranks are numbered as in their group; in a part of the world the world's number follows.
struct GroupNames: Sendable {
  /// World rank of each member.
  let members: [Int]

  /// `call 3`, and of which ranks of the world where the group is not the world's beginning.
  func label(_ sequence: Int) -> String {
    isNumberedAsWorld ? "call \(sequence)" : "call \(sequence) of world ranks \(members)"
  }

  /// `rank 1`, and its number in the world where ranks have other numbers there.
  func name(_ rank: Int) -> String {
    isNumberedAsWorld ? "rank \(rank)" : "rank \(rank) (world rank \(members[rank]))"
  }

  private var isNumberedAsWorld: Bool { members == Array(members.indices) }

  /// What is wrong with the calls that have come; nil when nothing is.
  func mismatch(_ sequence: Int, _ posted: [PostedCollective?]) -> CommunicatorError? {
    Collective.mismatch(posted, name: name).map {
      CommunicatorError(.mismatch, "\(label(sequence)): \($0)")
    }
  }

  /// `rank` waits for `other`, which has returned.
  func departed(
    _ sequence: Int, _ rank: Int, _ call: PostedCollective, _ other: Int
  ) -> CommunicatorError {
    CommunicatorError(
      .departed,
      "\(label(sequence)): \(name(rank)) waits in \(call) for \(name(other)), which has ended")
  }

  /// `rank` has waited too long for the ranks of `missing`, or without any for what is on its way.
  func late(
    _ sequence: Int, _ rank: Int, _ call: PostedCollective, _ deadline: TimeInterval,
    _ missing: [Int]
  ) -> CommunicatorError {
    let whom =
      missing.isEmpty
      ? "data that does not arrive, although every rank answers"
      : missing.map(name).joined(separator: ", ")
    return CommunicatorError(
      .deadline,
      "\(label(sequence)): \(name(rank)) waited \(deadline) s in \(call) for \(whom)")
  }

  /// `rank` has let go of a collective that it had started.
  func dropped(_ sequence: Int, _ rank: Int, _ call: PostedCollective) -> CommunicatorError {
    CommunicatorError(
      .aborted, "\(label(sequence)): \(name(rank)) dropped \(call) without a wait")
  }
}
