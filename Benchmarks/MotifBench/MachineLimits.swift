import MotifKernels

/// The ceilings of this machine at the current thread count, measured beside every row.
final class MachineLimits {
  private static let streamCount = 1 << 24
  private let x = BenchBuffer(streamCount)
  private let y = BenchBuffer(streamCount)
  private let z = BenchBuffer(streamCount)
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

  /// Bytes a second of `x = y + s·z` on 192 MiB.
  func bandwidth() -> Double {
    let bytes = Double(Self.streamCount * 3 * MemoryLayout<Float>.stride)
    let seconds = Stopwatch.seconds(calls: 1) {
      _ = MachineProbe.triad(x.pointer, y.pointer, z.pointer, count: Self.streamCount)
    }
    return bytes / seconds
  }
}
