import Foundation
import MotifKernels

/// Runs the selected cases and prints one row each.
///
/// In every round our kernel, the machine's limit and the peers are measured one after the other:
/// a disturbance that lasts hits all of them, so ratios stand where absolute numbers do not.
struct BenchRun {
  let groups: [any BenchGroup]
  let options: BenchOptions

  func run() throws(BenchError) {
    Stopwatch.clock = options.processorTime ? .processor : .wall
    let before = Parallel.threadCount
    defer {
      Parallel.threadCount = before
      PeerFolder.remove()
    }
    let limits = MachineLimits()
    for threads in options.threads {
      Parallel.threadCount = threads
      let peers = try startPeers(threads)
      defer { peers.forEach { $0.peer.stop() } }
      if !options.json { BenchTable.printHeader(threads: threads, peers: peers.map(\.name)) }
      for group in groups {
        for item in group.cases() where options.includes("\(group.name)/\(item.name)") {
          let row = try measure(item, group.name, threads, limits, peers)
          options.json ? try row.printJSON() : BenchTable.print(row)
        }
      }
    }
  }

  private struct NamedPeer {
    let name: String
    let peer: Peer
  }

  private func startPeers(_ threads: Int) throws(BenchError) -> [NamedPeer] {
    var peers: [NamedPeer] = []
    for library in options.peers {
      let peer = try Peer(
        library: library, python: options.python, threads: threads,
        processorTime: options.processorTime)
      let greeting = try peer.greeting()
      if greeting.hasPrefix("missing") {
        FileHandle.standardError.write(Data("\(library): \(greeting)\n".utf8))
        peer.stop()
      } else {
        FileHandle.standardError.write(Data("\(greeting), \(threads) threads\n".utf8))
        peers.append(NamedPeer(name: library, peer: peer))
      }
    }
    return peers
  }

  private func measure(
    _ item: BenchCase, _ group: String, _ threads: Int, _ limits: MachineLimits,
    _ peers: [NamedPeer]
  ) throws(BenchError) -> BenchRow {
    let body = item.start()
    let calls = Stopwatch.calls(filling: 0.05, body)
    var ours = Samples()
    var limit = Samples()
    var theirs = peers.map { (name: $0.name, samples: Samples()) }
    for _ in 0..<options.rounds {
      if threads > 1 && !peers.isEmpty { limits.wakeThreads() }
      switch item.work {
      case .arithmetic(let flops): limit.add(flops / limits.arithmetic())
      case .traffic(let bytes): limit.add(bytes / limits.bandwidth(bytes: bytes))
      case .text(let bytes):
        limit.add(Double(bytes) / limits.bandwidth(bytes: Double(bytes)))
      }
      ours.add(Stopwatch.seconds(calls: calls, body))
      guard let request = item.peer else { continue }
      for (index, peer) in peers.enumerated() {
        if let seconds = try peer.peer.seconds(request, calls: calls) {
          theirs[index].samples.add(seconds)
        }
        // A peer's idle threads spin for a while; let them sleep before the next turn.
        if threads > 1 { Thread.sleep(forTimeInterval: 0.2) }
      }
    }
    return BenchRow(
      group: group, name: item.name, threads: threads, work: item.work, ours: ours, limit: limit,
      peers: theirs, note: try note(item, peers))
  }

  private func note(_ item: BenchCase, _ peers: [NamedPeer]) throws(BenchError) -> String {
    var text = item.note?() ?? ""
    guard item.comparesMemory else { return text }
    for peer in peers {
      text += ", \(peer.name) \(try peer.peer.peakResidentMebibytes()) MiB"
    }
    return text
  }
}
