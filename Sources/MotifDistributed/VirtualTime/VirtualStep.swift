/// One thing that a rank of a ``VirtualTimeWorld`` puts on its queues.
///
/// A rank has one compute queue, and a queue for each group that it communicates in, as accelerators
/// have streams. Each queue goes in order. The rank itself only fills them, which takes no time.
package enum VirtualStep: Sendable, Equatable {
  /// Work for the compute queue.
  case compute(name: String, seconds: Double)
  /// A collective for the queue of its group.
  case start(VirtualCollective)
  /// The compute queue stands still until a collective has ended.
  case wait(group: String, sequence: Int)
  /// Bytes that come alive, or with a minus are freed, when the compute queue gets here.
  case live(bytes: Int)
}
