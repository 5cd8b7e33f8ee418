/// What a rank's collectives came to, by operation.
public struct CommunicationReport: Sendable, Equatable {
  /// What the calls of one operation came to.
  public struct Usage: Sendable, Equatable {
    /// How often it was started.
    public var calls = 0
    /// Bytes of the buffers: of each call what this rank gives or what it gets, whichever is more.
    public var bytes = 0
    /// Seconds that the rank spent in it: starting, polling and waiting, not what it computed between.
    public var seconds = 0.0
  }

  /// By the operation's name, such as `allReduce`; operations that were never called are absent.
  public private(set) var operations: [String: Usage] = [:]

  /// Nothing yet.
  public init() {}

  /// All operations together.
  public var total: Usage {
    operations.values.reduce(into: Usage()) { total, usage in
      total.calls += usage.calls
      total.bytes += usage.bytes
      total.seconds += usage.seconds
    }
  }

  /// What came between two reports of the same rank, `earlier` and this.
  public func since(_ earlier: CommunicationReport) -> CommunicationReport {
    var difference = CommunicationReport()
    for (name, usage) in operations {
      let before = earlier.operations[name] ?? Usage()
      if usage == before { continue }
      difference.operations[name] = Usage(
        calls: usage.calls - before.calls, bytes: usage.bytes - before.bytes,
        seconds: usage.seconds - before.seconds)
    }
    return difference
  }

  mutating func add(_ operation: String, calls: Int = 0, bytes: Int = 0, seconds: Double) {
    var usage = operations[operation] ?? Usage()
    usage.calls += calls
    usage.bytes += bytes
    usage.seconds += seconds
    operations[operation] = usage
  }
}
