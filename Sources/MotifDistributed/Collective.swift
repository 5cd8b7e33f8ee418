public import MotifCore

/// What one rank brings to a collective: the operation, its counts and type, and its buffers.
///
/// Buffers are raw here and typed in the methods of ``Communicator``. Counts are in elements.
public struct Collective: @unchecked Sendable {
  // Invariant behind @unchecked: from start to wait the ranks of the group own the buffers together,
  // and each byte has one writer and no reader beside it; at other times only their rank uses them.

  /// The kinds of collective.
  public enum Operation: Sendable, Equatable {
    /// Nothing but meeting.
    case barrier
    /// The root's buffer for everyone.
    case broadcast(root: Int)
    /// The reduction of all buffers for everyone.
    case allReduce(ReduceOperation)
    /// All contributions for everyone.
    case allGather
    /// A part of the reduction of all buffers for each rank.
    case reduceScatter(ReduceOperation)
    /// A part of every rank's buffer for every rank.
    case allToAllV
    /// The wishes of all ranks about the groups that they form.
    case split
  }

  /// What is done.
  public let operation: Operation
  /// The type of the elements.
  public let type: ScalarType
  /// What this rank gives; empty for an operation in place.
  public let send: UnsafeRawBufferPointer
  /// What this rank gets, and for an operation in place also gives.
  public let receive: UnsafeMutableRawBufferPointer
  /// One number for operations on equal buffers, one a rank otherwise.
  public let counts: [Int]
  /// For `allToAllV`, what is expected from each rank; otherwise empty.
  public let receiveCounts: [Int]

  init(
    _ operation: Operation, _ type: ScalarType = .uint8,
    send: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
    receive: UnsafeMutableRawBufferPointer = UnsafeMutableRawBufferPointer(start: nil, count: 0),
    counts: [Int] = [], receiveCounts: [Int] = []
  ) {
    self.operation = operation
    self.type = type
    self.send = send
    self.receive = receive
    self.counts = counts
    self.receiveCounts = receiveCounts
  }

  /// Waits until every rank has come here.
  public static let barrier = Collective(.barrier)

  /// Copies the buffer of rank `root` into everyone's buffer of the same size.
  public static func broadcast(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ScalarType, root: Int
  ) -> Collective {
    Collective(
      .broadcast(root: root), type, receive: buffer, counts: [buffer.count / type.byteCount])
  }

  /// Replaces each element by the reduction over the ranks of the elements at its place.
  public static func allReduce(
    _ buffer: UnsafeMutableRawBufferPointer, _ type: ScalarType, _ operation: ReduceOperation
  ) -> Collective {
    Collective(
      .allReduce(operation), type, receive: buffer, counts: [buffer.count / type.byteCount])
  }

  /// Gathers `counts[r]` elements of every rank r into everyone's `receive`.
  ///
  /// `send` holds `counts[rank]` elements, `receive` the sum of `counts`, which all ranks agree on.
  /// `send` may be this rank's own part of `receive`.
  public static func allGather(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, counts: [Int],
    _ type: ScalarType
  ) -> Collective {
    Collective(.allGather, type, send: send, receive: receive, counts: counts)
  }

  /// Reduces over the ranks and gives rank r the `counts[r]` elements of its part.
  ///
  /// `send` holds the sum of `counts`, `receive` `counts[rank]` elements, which may be this rank's own
  /// part of `send`.
  public static func reduceScatter(
    _ send: UnsafeRawBufferPointer, _ receive: UnsafeMutableRawBufferPointer, counts: [Int],
    _ type: ScalarType, _ operation: ReduceOperation
  ) -> Collective {
    Collective(.reduceScatter(operation), type, send: send, receive: receive, counts: counts)
  }

  /// Sends `sendCounts[r]` elements to each rank r and receives `receiveCounts[r]` from it.
  ///
  /// Parts lie in rank order without gaps, in `send` as in `receive`, which do not overlap.
  public static func allToAllV(
    _ send: UnsafeRawBufferPointer, sendCounts: [Int], _ receive: UnsafeMutableRawBufferPointer,
    receiveCounts: [Int], _ type: ScalarType
  ) -> Collective {
    Collective(
      .allToAllV, type, send: send, receive: receive, counts: sendCounts,
      receiveCounts: receiveCounts)
  }

  /// Gathers what every rank wishes in a split, for implementations of ``Communicator``.
  static func split(
    _ wish: UnsafeBufferPointer<Int>, _ wishes: UnsafeMutableBufferPointer<Int>, ranks: Int
  ) -> Collective {
    Collective(
      .split, .int64, send: UnsafeRawBufferPointer(wish),
      receive: UnsafeMutableRawBufferPointer(wishes),
      counts: Array(repeating: wish.count, count: ranks))
  }
}

extension Collective.Operation {
  /// Without what belongs to a single call: `allReduce`, `broadcast`.
  var name: String {
    switch self {
    case .barrier: "barrier"
    case .split: "split"
    case .broadcast: "broadcast"
    case .allReduce: "allReduce"
    case .allGather: "allGather"
    case .reduceScatter: "reduceScatter"
    case .allToAllV: "allToAllV"
    }
  }
}

extension Collective: CustomStringConvertible {
  /// `allReduce(sum) of 12 float32`.
  public var description: String {
    let what =
      switch operation {
      case .broadcast(let root): "\(operation.name) from rank \(root)"
      case .allReduce(let reduction), .reduceScatter(let reduction):
        "\(operation.name)(\(reduction.rawValue))"
      case .barrier, .split, .allGather, .allToAllV: operation.name
      }
    if counts.isEmpty || operation == .split { return what }
    return "\(what) of \(counts.count == 1 ? "\(counts[0])" : "\(counts)") \(type.rawValue)"
  }
}
