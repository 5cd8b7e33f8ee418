internal import MotifCore

/// The data of a collective on which all ranks agree: calls of MPI, one after the other, and what is
/// computed between them.
///
/// All ranks of a group start the same calls in the same order, so a transfer starts its first one
/// only when the transfer before has started its last.
final class MPITransfer {
  enum Step {
    /// A call of MPI that does not block.
    case exchange((MPIFunctions.HandleOut) -> CInt)
    /// Work of this rank alone.
    case compute(() -> Void)

    var isExchange: Bool { if case .exchange = self { true } else { false } }
  }

  private let session: MPISession
  private let what: () -> String
  /// Kept to the end: they own the counts that MPI reads meanwhile.
  private let steps: [Step]
  private let lastExchange: Int
  private var next = 0
  private var request: MPIRequest?

  init(_ session: MPISession, _ what: @escaping () -> String, _ steps: [Step]) {
    self.session = session
    self.what = what
    self.steps = steps
    lastExchange = steps.lastIndex(where: \.isExchange) ?? -1
  }

  /// Whether no call is left to start.
  var hasStartedAll: Bool { next > lastExchange }
  var isOver: Bool { next == steps.count && request == nil }

  /// Does what can be done without waiting.
  func advance() {
    while true {
      if let request {
        guard request.isOver() else { return }
        self.request = nil
      }
      guard next < steps.count else { return }
      let step = steps[next]
      next += 1
      switch step {
      case .exchange(let start): request = MPIRequest(session, what, start)
      case .compute(let work): work()
      }
    }
  }
}
