package import Foundation

/// Ranks that run the real control flow on a virtual clock.
///
/// Each rank is a thread of this process and does what it would do in a ``ThreadWorld``; what it puts
/// on its queues is noted and timed afterwards with the constants of a cluster, so the times are the
/// same in every run and on every machine. Without numbers no collective moves a byte, and ranks run
/// in a dry run: a model that no machine here could hold is simulated in little memory.
package struct VirtualTimeWorld: Sendable {
  /// What the ranks returned, in rank order, and when they did what.
  package struct Run<Result: Sendable>: Sendable {
    /// In rank order.
    package let results: [Result]
    /// The times.
    package let timeline: VirtualTimeline
  }

  /// The number of ranks.
  package let size: Int
  /// What computing and communicating cost.
  package let constants: ClusterConstants
  /// Whether collectives move numbers; without, buffers keep what they have.
  package let hasNumbers: Bool
  private let threads: ThreadWorld

  /// - Parameter deadline: seconds of real time that a rank waits for the others in one operation.
  package init(
    size: Int, _ constants: ClusterConstants, hasNumbers: Bool = true,
    deadline: TimeInterval = 600
  ) {
    self.size = size
    self.constants = constants
    self.hasNumbers = hasNumbers
    threads = ThreadWorld(size: size, deadline: deadline)
  }

  /// Runs `body` once a rank; see ``ThreadWorld/run(_:)``.
  package func run<Result: Sendable>(
    _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws -> Run<Result> {
    let programs = (0..<size).map { _ in VirtualProgram(constants) }
    let work = hasNumbers ? Collective.carryOut : Self.carryOutSplits
    let results = try threads.run(work: work) { thread in
      let program = programs[thread.rank]
      return try VirtualProgram.$current.withValue(program) {
        try body(VirtualCommunicator(thread, name: "world", program))
      }
    }
    return Run(
      results: results, timeline: VirtualClock.timeline(of: programs.map(\.steps), constants))
  }

  /// What ranks tell of themselves to form groups has numbers also where nothing else has.
  @Sendable private static func carryOutSplits(_ share: Int, of calls: [Collective]) {
    if calls[share].operation == .split { Collective.carryOut(share, of: calls) }
  }
}
