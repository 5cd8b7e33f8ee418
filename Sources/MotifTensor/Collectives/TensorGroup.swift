public import MotifDistributed

/// The ranks that a model's tensors and figures are reduced over, and what first went wrong with them.
///
/// Operations inside a forward or backward pass cannot throw. The first failure of a collective is
/// kept here, later ones of the group return at once and leave their buffers as they are, and the
/// training step throws it with ``check()`` before any state changes. One rank is no special case: its
/// group has a communicator of one. Like its communicator it stays on its rank's thread.
public final class TensorGroup {
  /// The ranks.
  public let communicator: any Communicator
  /// The first failure; nil while all went well.
  public private(set) var failure: CommunicatorError?

  /// The group of the ranks of `communicator`; by default of this one alone.
  public init(_ communicator: any Communicator = SoloCommunicator()) {
    self.communicator = communicator
  }

  /// This rank, `0 ..< size`.
  public var rank: Int { communicator.rank }
  /// The number of ranks.
  public var size: Int { communicator.size }

  /// Throws the first failure of the group.
  public func check() throws(CommunicatorError) {
    if let failure { throw failure }
  }

  /// Runs `body`, which communicates, unless the group has failed; its error becomes the failure.
  package func perform(_ body: (any Communicator) throws(CommunicatorError) -> Void) {
    guard failure == nil else { return }
    do throws(CommunicatorError) { try body(communicator) } catch { failure = error }
  }

  /// The most rows that ``share(of:)`` gives a rank: the first one's.
  package func largestShare(of count: Int) -> Int { (count + size - 1) / size }

  /// The part of `count` rows that is this rank's: the first ranks have one more where the division
  /// leaves a remainder; the part may be empty.
  public func share(of count: Int) -> Range<Int> {
    let (whole, rest) = count.quotientAndRemainder(dividingBy: size)
    let start = rank * whole + min(rank, rest)
    return start..<start + whole + (rank < rest ? 1 : 0)
  }
}
