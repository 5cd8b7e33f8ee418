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
    /// Bytes read and written at least, against the triad bandwidth on as many bytes.
    case traffic(Double)
    /// Bytes of text read, against the triad bandwidth on as many bytes.
    case text(bytes: Int)
  }

  let name: String
  let work: Work
  /// The request for the peer script; nil where no peer has the operation.
  var peer: PeerRequest?
  /// Makes the buffers and returns the body to be timed.
  let start: () -> () -> Void
  /// Numbers beside the time that a row reports, read after the timing.
  var note: (() -> String)?
  /// Whether the note also says how much memory the peers' processes took.
  var comparesMemory = false
}

/// An operation of the peer script and its arguments.
struct PeerRequest: Encodable {
  let operation: String
  let arguments: [String: Int]
  /// Names of files of ``PeerFolder``, without spaces.
  var files: [String: String] = [:]
}
