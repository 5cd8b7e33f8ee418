internal import MotifCore

extension ClusterConstants {
  /// Seconds of a collective of which no rank moves more than `rank` of `ranks` does.
  ///
  /// latency + bytes / rate, with the larger of what the rank sends to others and receives from them.
  /// Rings carry reductions and gathers: a rank passes on what is not its own, an all-reduce twice. A
  /// rank alone takes no time.
  func seconds(of collective: Collective, rank: Int, of ranks: Int) -> Double {
    guard ranks > 1 else { return 0 }
    let size = collective.type.byteCount
    func ring(_ count: Int) -> Double {
      collectiveSeconds + Double(count * size) / allGatherBytesPerSecond
    }
    switch collective.operation {
    case .barrier, .split: return collectiveSeconds
    case .broadcast: return ring(collective.counts[0])
    case .allReduce: return ring(2 * (collective.counts[0] - collective.counts[0] / ranks))
    case .allGather, .reduceScatter:
      return ring(collective.counts.reduce(0, +) - collective.counts[rank])
    case .allToAllV:
      let sent = collective.counts.reduce(0, +) - collective.counts[rank]
      let received = collective.receiveCounts.reduce(0, +) - collective.receiveCounts[rank]
      return collectiveSeconds + Double(max(sent, received) * size) / allToAllBytesPerSecond
    }
  }
}
