/// A group of ranks that exchange buffers: MPI's operations under MPI's names and argument order.
///
/// A communicator belongs to one rank and is used from that rank's thread only, hence it is not
/// `Sendable`. Every operation is collective: all ranks of the group start the same operations in the
/// same order. `start…` never waits for another rank and returns a ``PendingCollective``; several may
/// be in flight, matched in the order in which they were started and waited for in any. The plain
/// forms are start and wait: they return when this rank's buffers are complete and free to change.
///
/// Laws, which one test suite checks on every implementation (`p` ranks, `x_r` the buffer of rank r):
///
/// - Reductions combine in rank order, `((x_0 + x_1) + x_2) + …`, in the element's own type, bfloat16
///   in float32 with one rounding at the end, so they give the same bits in every run and on every
///   rank.
/// - `reduceScatter` followed by `allGather` gives the bits of `allReduce`.
/// - `allGather` lays the contributions in rank order: rank r's at the sum of the counts before r.
/// - `allToAllV` with the counts transposed takes every element back to where it came from.
/// - `broadcast` changes no buffer but those of the other ranks.
/// - No rank leaves `barrier` before every rank has entered it.
/// - `split` orders the new ranks by key, then by old rank; ranks of different colors do not wait
///   for each other.
/// - With one rank each operation is a copy of the input, or nothing.
/// - A wait returns once all ranks have started, whatever they wait for or compute meanwhile.
///
/// When ranks disagree on the operation, its counts or its type, every rank of the group gets an
/// error that names two ranks and what each of them called. A rank that fails, says so with
/// ``fail(_:at:)`` or ends before it takes part is named to every rank that waits for it or comes
/// later, in each group that it was in. A group that has failed once is of no use any more: every
/// later collective in it fails at once with the same error.
public protocol Communicator: AnyObject {
  /// This rank's number, `0 ..< size`.
  var rank: Int { get }
  /// The number of ranks.
  var size: Int { get }

  /// Starts a collective; what it gives is there after ``PendingCollective/wait()``.
  ///
  /// Calls ``Collective/check(rank:size:at:)``. A failure, also one of the past, is told by the wait.
  func start(_ collective: Collective, at site: CallSite) -> PendingCollective

  /// Forms a group of the ranks with the same `color`, ordered by `key`; nil without a color.
  func split(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> (any Communicator)?

  /// Tells all ranks, in every group of this rank, that it has failed and takes part no more.
  ///
  /// An `error` that is a ``CommunicatorError`` already reaches them as it is. Where ranks are
  /// processes this may end them all.
  func fail(_ error: any Error, at site: CallSite)
}

extension Communicator {
  /// Starts a collective and waits for its end.
  public func perform(_ collective: Collective, at site: CallSite) throws(CommunicatorError) {
    try start(collective, at: site).wait()
  }

  /// Waits until every rank has come here.
  public func barrier(fileID: String = #fileID, line: Int = #line) throws(CommunicatorError) {
    try startBarrier(fileID: fileID, line: line).wait()
  }

  /// Tells the others that this rank has come here; the wait ends when all have.
  public func startBarrier(fileID: String = #fileID, line: Int = #line) -> PendingCollective {
    start(.barrier, at: CallSite(fileID: fileID, line: line))
  }

  /// Forms a group of the ranks with the same `color`, ordered by `key`; nil without a color.
  public func split(
    color: Int?, key: Int, fileID: String = #fileID, line: Int = #line
  ) throws(CommunicatorError) -> (any Communicator)? {
    try split(color: color, key: key, at: CallSite(fileID: fileID, line: line))
  }

  /// Tells all ranks, in every group of this rank, that it has failed and takes part no more.
  public func fail(_ error: any Error, fileID: String = #fileID, line: Int = #line) {
    fail(error, at: CallSite(fileID: fileID, line: line))
  }
}
