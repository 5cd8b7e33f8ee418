internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How a rank waits for others: it spins, then lets others run, then sleeps, and looks at the clock
/// now and then.
///
/// With more ranks than cores this is many times faster than spinning alone.
struct MPIPatience {
  /// Seconds waited; a pause of the whole process, as schedulers make, does not count.
  private(set) var waited: TimeInterval = 0
  private var misses = 0
  private var last = SuspendingClock.now

  private static let spins = 50
  private static let yields = 250
  private static let missesPerLook = 64
  private static let microsecondsOfSleep: UInt32 = 50
  /// Between two looks lies much less, unless the process was stopped.
  private static let longestStep: TimeInterval = 0.5

  /// Waits a little; true when it has looked at the clock.
  mutating func pause() -> Bool {
    misses += 1
    if misses > Self.yields {
      usleep(Self.microsecondsOfSleep)
    } else if misses > Self.spins {
      sched_yield()
    }
    guard misses % Self.missesPerLook == 0 else { return false }
    let now = SuspendingClock.now
    waited += min((now - last) / .seconds(1), Self.longestStep)
    last = now
    return true
  }
}
