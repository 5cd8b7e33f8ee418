import Foundation

/// Seconds a call took, in several rounds.
struct Samples {
  private(set) var seconds: [Double] = []

  mutating func add(_ value: Double) { seconds.append(value) }

  /// The middle value, which a disturbed round does not move.
  var median: Double { quantile(0.5) }
  /// Half the distance between the quartiles, relative to the median.
  var spread: Double { (quantile(0.75) - quantile(0.25)) / 2 / median }

  private func quantile(_ q: Double) -> Double {
    let sorted = seconds.sorted()
    let position = q * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(sorted.count - 1, below + 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// Times calls.
enum Stopwatch {
  /// What is counted.
  enum Clock {
    /// The time that passes.
    case wall
    /// The time that this process computes: on a busy machine waiting for a processor does not count.
    case processor
  }

  /// The clock of this run; set once, before anything is measured.
  nonisolated(unsafe) static var clock = Clock.wall

  /// Seconds of one call, as the mean over `calls`.
  static func seconds(calls: Int, _ body: () -> Void) -> Double {
    let start = now()
    for _ in 0..<calls { body() }
    return (now() - start) / Double(calls)
  }

  /// How many calls fill about `target` seconds, after one call that warms caches and pools.
  static func calls(filling target: Double, _ body: () -> Void) -> Int {
    body()
    let once = max(1e-7, seconds(calls: 1, body))
    return min(1_000_000, max(1, Int(target / once)))
  }

  /// Seconds on the clock of this run.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(clock == .wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
