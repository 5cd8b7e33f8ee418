/// A file of related measurements.
protocol BenchGroup {
  /// The word that selects the group.
  var name: String { get }
  /// The cases in the order of the table; buffers are made when a case is started.
  func cases() -> [BenchCase]
}

/// One row: what to run, how much work it is, and the same thing for a peer.
struct BenchCase {
  /// The physical limit that a row is held against.
  enum Work {
    /// Floating-point operations, against the FMA peak.
    case arithmetic(Double)
    /// Bytes read and written, against the triad bandwidth.
    case traffic(Double)
  }

  let name: String
  let work: Work
  /// The request for the peer script; nil where no peer has the operation.
  var peer: PeerRequest?
  /// Makes the buffers and returns the body to be timed.
  let start: () -> () -> Void
}

/// An operation of the peer script and its whole-number arguments.
struct PeerRequest: Encodable {
  let operation: String
  let arguments: [String: Int]
}

/// Float buffers for benches, filled with small numbers that vary.
struct BenchBuffer: @unchecked Sendable {
  // Invariant behind @unchecked: a bench runs one body at a time; kernels split their own work.
  let pointer: UnsafeMutablePointer<Float>

  init(_ count: Int) {
    pointer = .allocate(capacity: count)
    var state: UInt32 = 12_345
    for index in 0..<count {
      state = state &* 1_664_525 &+ 1_013_904_223
      pointer[index] = Float(Int32(bitPattern: state) >> 8) * 0x1p-23
    }
  }
}
