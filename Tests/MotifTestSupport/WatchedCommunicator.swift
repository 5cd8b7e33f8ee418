public import MotifDistributed

/// A rank's communicator that shows every collective, of all groups, before it is started.
public final class WatchedCommunicator: Communicator {
  /// Is shown a collective, the group that it goes to, and its call site.
  public typealias Watch = (Collective, any Communicator, CallSite) -> Void

  private let inner: any Communicator
  private let watch: Watch

  /// Hands everything on to `inner` once `watch` has seen it.
  public init(_ inner: any Communicator, _ watch: @escaping Watch) {
    (self.inner, self.watch) = (inner, watch)
  }

  /// That of the communicator behind.
  public var rank: Int { inner.rank }
  /// That of the communicator behind.
  public var size: Int { inner.size }

  /// Shows the collective and hands it on.
  public func start(_ collective: Collective, at site: CallSite) -> PendingCollective {
    watch(collective, inner, site)
    return inner.start(collective, at: site)
  }

  /// A group that is watched as well.
  public func split(
    color: Int?, key: Int, at site: CallSite
  ) throws(CommunicatorError) -> (any Communicator)? {
    try inner.split(color: color, key: key, at: site).map { WatchedCommunicator($0, watch) }
  }

  /// Hands the failure on.
  public func fail(_ error: any Error, at site: CallSite) { inner.fail(error, at: site) }
}
