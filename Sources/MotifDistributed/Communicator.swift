/// A group of ranks that exchange buffers: MPI's operations under MPI's names and argument order.
///
/// A communicator belongs to one rank and is used from that rank's thread only, hence it is not
/// `Sendable`. Every operation is collective: all ranks of the group call the same operations in the
/// same order, and each call returns when this rank's buffers are complete and free to change.
///
/// Laws, which one test suite checks on every implementation (`p` ranks, `x_r` the buffer of rank r):
///
/// - Reductions combine in rank order, `((x_0 + x_1) + x_2) + …`, in the element's own type, so they
///   give the same bits in every run and on every rank.
/// - `reduceScatter` followed by `allGather` gives the bits of `allReduce`.
/// - `allGather` lays the contributions in rank order: rank r's at the sum of the counts before r.
/// - `allToAllV` with the counts transposed takes every element back to where it came from.
/// - `broadcast` changes no buffer but those of the other ranks.
/// - No rank leaves `barrier` before every rank has entered it.
/// - `split` orders the new ranks by key, then by old rank; ranks of different colors do not wait
///   for each other.
/// - With one rank each operation is a copy of the input, or nothing.
///
/// When ranks disagree on the operation, its counts or its type, every rank of the group gets an
/// error that names two ranks and what each of them called.
public protocol Communicator: AnyObject {
  /// This rank's number, `0 ..< size`.
  var rank: Int { get }
  /// The number of ranks.
  var size: Int { get }

  /// Waits until every rank has come here.
  func barrier() throws(CommunicatorError)

  /// Copies the buffer of rank `root` into everyone's buffer of the same size.
  func broadcast(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ElementType, root: Int
  ) throws(CommunicatorError)

  /// Replaces each element by the reduction over the ranks of the elements at its place.
  ///
  /// `type` is a floating-point type.
  func allReduce(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ElementType, _ operation: ReduceOperation
  ) throws(CommunicatorError)

  /// Gathers `counts[r]` elements of every rank r into everyone's `receive`.
  ///
  /// `send` holds `counts[rank]` elements, `receive` the sum of `counts`, which all ranks agree on.
  func allGather(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, counts: [Int],
    _ type: ElementType
  ) throws(CommunicatorError)

  /// Reduces over the ranks and gives rank r the `counts[r]` elements of its part.
  ///
  /// `send` holds the sum of `counts`, `receive` `counts[rank]` elements; a floating-point type.
  func reduceScatter(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, counts: [Int],
    _ type: ElementType, _ operation: ReduceOperation
  ) throws(CommunicatorError)

  /// Sends `sendCounts[r]` elements to each rank r and receives `receiveCounts[r]` from it.
  ///
  /// Parts lie in rank order without gaps, in `send` as in `receive`.
  func allToAllV(
    _ send: UnsafeRawBufferPointer, sendCounts: [Int], _ receive: UnsafeMutableRawBufferPointer,
    receiveCounts: [Int], _ type: ElementType
  ) throws(CommunicatorError)

  /// Forms a group of the ranks with the same `color`, ordered by `key`; nil without a color.
  func split(color: Int?, key: Int) throws(CommunicatorError) -> (any Communicator)?
}

/// How elements are combined.
public enum ReduceOperation: String, Sendable, CaseIterable {
  /// The sum, in rank order.
  case sum
  /// The largest; a NaN anywhere gives NaN.
  case max
}

/// The type of a buffer's elements.
public enum ElementType: String, Sendable, CaseIterable {
  case float32, float64, int64, int32, uint16, uint8

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .uint16: 2
    case .uint8: 1
    }
  }

  /// Whether elements can be reduced.
  public var isReducible: Bool { self == .float32 || self == .float64 }
}

/// Communication that failed, in one sentence.
public struct CommunicatorError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Sendable, Equatable {
    /// Ranks called different things.
    case mismatch
    /// A rank did not come in time.
    case deadline
    /// A rank ended before it took part.
    case departed
  }

  /// What went wrong.
  public let kind: Kind
  /// The sentence, naming ranks and operations.
  public let description: String

  /// An error of `kind`.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
