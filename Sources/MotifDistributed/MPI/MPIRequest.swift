/// A call of MPI in flight.
///
/// The handle has a place of its own, which MPI reads and writes until the call is over. Whoever
/// starts a call keeps its buffers until ``isOver()`` has said true.
final class MPIRequest {
  private let handle: MPIFunctions.HandleOut
  private let session: MPISession
  private let what: () -> String
  private var hasEnded = false

  /// Starts a call; `what` names it in messages.
  init(
    _ session: MPISession, _ what: @escaping () -> String,
    _ start: (MPIFunctions.HandleOut) -> CInt
  ) {
    self.session = session
    self.what = what
    handle = .allocate(capacity: 1)
    // MPICH writes the lower half.
    handle.initialize(to: 0)
    session.require(start(handle), what())
  }

  // MPI still writes to the place of a call that nobody waits for, which is therefore left to it.
  deinit { if hasEnded { handle.deallocate() } }

  /// Whether the call is over; also what moves its data.
  func isOver() -> Bool {
    if hasEnded { return true }
    var flag: CInt = 0
    session.require(
      session.library.functions.test(handle, &flag, session.library.constants.statusIgnore), what())
    hasEnded = flag != 0
    return hasEnded
  }
}
