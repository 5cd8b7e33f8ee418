import MotifKernels

/// The ceilings of this machine at the current thread count, measured beside every row.
final class MachineLimits {
  private static let streamCount = 1 << 24
  private lazy var x = BenchBuffer(Self.streamCount)
  private lazy var y = BenchBuffer(Self.streamCount)
  private lazy var z = BenchBuffer(Self.streamCount)
  private let sink = BenchBuffer(1024)

  /// Floating-point operations a second of all threads, registers only.
  func arithmetic() -> Double {
    let rounds = 100_000
    let threads = Parallel.threadCount
    let flops = MachineProbe.multiplyAdds(rounds: 1, sink: sink.pointer) * Double(rounds * threads)
    let sink = sink
    let seconds = Stopwatch.seconds(calls: 3) {
      Parallel.forEach(threads) { thread in
        _ = MachineProbe.multiplyAdds(rounds: rounds, sink: sink.pointer + thread * 16 % 1008)
      }
    }
    return flops / seconds
  }

  /// Keeps all threads computing for a tenth of a second.
  ///
  /// Threads that slept may wake on one processor, and virtual processors on one core of their
  /// host; the systems need some of their ticks to spread them.
  func wakeThreads() {
    let start = Stopwatch.now()
    while Stopwatch.now() - start < 0.1 { _ = arithmetic() }
  }

  /// Bytes a second of `x = y + s·z`, on `bytes` in all or on 192 MiB when that is less.
  ///
  /// What fits in a cache streams from it on both sides of the comparison.
  func bandwidth(bytes: Double) -> Double {
    let count = min(Self.streamCount, max(1024, Int(bytes) / (3 * MemoryLayout<Float>.stride)))
    let run = { [self] in _ = MachineProbe.triad(x.pointer, y.pointer, z.pointer, count: count) }
    let calls = Stopwatch.calls(filling: 0.02, run)
    return Double(count * 3 * MemoryLayout<Float>.stride) / Stopwatch.seconds(calls: calls, run)
  }
}
