internal import MotifCore

/// What a rank of a ``VirtualTimeWorld`` has put on its queues, in order.
///
/// The clock is applied when all ranks have ended (``VirtualClock``): what a rank does depends on its
/// place, never on the time. Used from its rank's thread alone.
package final class VirtualProgram: @unchecked Sendable {
  // Invariant behind @unchecked: one thread uses it, then the one that has waited for that thread's end.

  /// That of the rank that this thread is; nil outside a virtual world.
  @TaskLocal package static var current: VirtualProgram?

  /// What the world costs.
  package let constants: ClusterConstants
  /// What was noted.
  package private(set) var steps: [VirtualStep] = []
  /// What collectives and computations that follow are called; empty for names of their own.
  package var phase = ""
  /// How many steps the compute queue has so far.
  package private(set) var queued = 0
  /// What the next collective waits for, if that is not everything that was computed before.
  package var dependence: Int?

  /// Nothing noted yet.
  package init(_ constants: ClusterConstants) { self.constants = constants }

  /// Notes that a matrix is orthogonalised.
  package func orthogonalize(rows: Int, columns: Int) {
    compute(
      "Newton–Schulz", seconds: constants.orthogonalizationSeconds(rows: rows, columns: columns))
  }

  /// Notes work of `seconds`.
  package func compute(_ name: String, seconds: Double) {
    enqueue(.compute(name: phase.isEmpty ? name : phase, seconds: seconds))
  }

  /// Notes that bytes come alive, or with a minus are freed.
  package func hold(_ bytes: Int) { enqueue(.live(bytes: bytes)) }

  /// Notes that a collective is started; takes ``dependence``.
  func start(_ collective: Collective, in group: String, rank: Int, of ranks: Int, sequence: Int) {
    steps.append(
      .start(
        VirtualCollective(
          group: group, members: ranks, sequence: sequence,
          name: phase.isEmpty ? "\(collective.operation)" : phase,
          seconds: constants.seconds(of: collective, rank: rank, of: ranks),
          after: dependence ?? queued)))
    dependence = nil
  }

  /// Notes that what is computed from here on needs a collective.
  func wait(group: String, sequence: Int) { enqueue(.wait(group: group, sequence: sequence)) }

  private func enqueue(_ step: VirtualStep) {
    steps.append(step)
    queued += 1
  }
}
