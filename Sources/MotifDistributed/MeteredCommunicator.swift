/// A communicator that hands everything on to another one and counts calls, bytes and seconds.
///
/// The groups that are split from it count on the same meter, so ``report`` tells of the whole rank.
/// Cost of a call: two looks at the clock.
public final class MeteredCommunicator: Communicator {
  private final class Meter {
    var report = CommunicationReport()

    func time<Result, Failure: Error>(
      _ operation: String, calls: Int = 0, bytes: Int = 0, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
      let start = ContinuousClock.now
      defer {
        report.add(
          operation, calls: calls, bytes: bytes,
          seconds: (ContinuousClock.now - start) / .seconds(1))
      }
      return try body()
    }
  }

  private let inner: any Communicator
  private let meter: Meter

  /// Counts what goes through `inner` from now on.
  public convenience init(_ inner: any Communicator) { self.init(inner, Meter()) }

  private init(_ inner: any Communicator, _ meter: Meter) {
    self.inner = inner
    self.meter = meter
  }

  /// What the collectives came to so far, those of the groups split from this one included.
  public var report: CommunicationReport { meter.report }

  /// That of the communicator behind.
  public var rank: Int { inner.rank }
  /// That of the communicator behind.
  public var size: Int { inner.size }

  /// Starts the collective and counts it.
  public func start(_ collective: Collective, at site: CallSite) -> PendingCollective {
    let name = collective.operation.name
    let bytes = max(collective.send.count, collective.receive.count)
    let pending = meter.time(name, calls: 1, bytes: bytes) {
      inner.start(collective, at: site)
    }
    return PendingCollective(Progress(pending, name, meter))
  }

  /// Forms a group that counts on the same meter.
  public func split(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> (any Communicator)? {
    try meter.time(Collective.Operation.split.name, calls: 1) { () throws(CommunicatorError) in
      try inner.split(color: color, key: key, at: site)
    }.map { MeteredCommunicator($0, meter) }
  }

  /// Hands the failure on.
  public func fail(_ error: any Error, at site: CallSite) { inner.fail(error, at: site) }

  /// A collective in flight and on the meter.
  private final class Progress: CollectiveProgress {
    private var pending: PendingCollective?
    private let name: String
    private let meter: Meter

    init(_ pending: PendingCollective, _ name: String, _ meter: Meter) {
      self.pending = pending
      self.name = name
      self.meter = meter
    }

    func poll() -> Bool { meter.time(name) { pending?.poll() ?? true } }

    func wait() throws(CommunicatorError) {
      try meter.time(name) { () throws(CommunicatorError) in try pending?.wait() }
    }

    /// Nobody else holds the collective behind, which notices that it is let go.
    func abandon() { meter.time(name) { pending = nil } }
  }
}
