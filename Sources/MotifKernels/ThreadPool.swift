internal import Synchronization

/// The workers behind ``Parallel``.
///
/// Every thread has a share of the region's bodies behind a ticket, one atomic word that packs epoch
/// (24 bits), end (20) and next (20). A thread claims from its own share first and from the others'
/// then, and only under the epoch of the region that it saw on its own ticket, so a late worker cannot
/// claim from a region that it does not know. The job is read only after a successful claim, which
/// keeps the region alive until the claimed body is counted as finished.
final class ThreadPool: @unchecked Sendable {
  // Invariant behind @unchecked: `region` is written only by the thread that holds `busy`, before the
  // releasing stores of the tickets, and read only after an acquiring claim on one of them.
  let limit: Atomic<Int>
  private let tickets: Tickets
  private let finished = Atomic<Int>(0)
  private let busy = Atomic<Bool>(false)
  private let started = Atomic<Int>(1)
  private let parking = ParkingLot()
  private nonisolated(unsafe) var region = Region()
  private nonisolated(unsafe) var epoch: UInt64 = 0

  private static let spins = 20_000
  static let maximumThreads = 1024
  /// The most bodies of a region.
  static var maximumBodies: Int { Ticket.field }

  private struct Region {
    var count = 0
    var threads = 1
    var deal = Parallel.Deal.runs
    var job: UnsafeRawPointer?

    /// How many bodies `thread` is dealt.
    func share(_ thread: Int) -> Int {
      switch deal {
      case .runs: (thread + 1) * count / threads - thread * count / threads
      case .turns: (count - thread + threads - 1) / threads
      }
    }

    /// The body at `place` in the share of `thread`.
    func index(_ thread: Int, _ place: Int) -> Int {
      switch deal {
      case .runs: thread * count / threads + place
      case .turns: place * threads + thread
      }
    }
  }

  init() {
    limit = Atomic(min(Platform.processorCount, Self.maximumThreads))
    tickets = Tickets(count: Self.maximumThreads)
  }

  var isBusy: Bool { busy.load(ordering: .relaxed) }
  func tryEnter() -> Bool { !isBusy && !busy.exchange(true, ordering: .acquiring) }
  func leave() { busy.store(false, ordering: .releasing) }

  /// Runs a region of at most ``maximumBodies`` bodies; the caller has entered.
  func run(_ count: Int, _ threads: Int, _ deal: Parallel.Deal, _ job: UnsafeRawPointer) {
    let threads = min(threads, limit.load(ordering: .relaxed), count)
    startWorkers(threads)
    region = Region(count: count, threads: threads, deal: deal, job: job)
    finished.store(0, ordering: .relaxed)
    epoch = (epoch + 1) & Ticket.epochs
    for thread in 0..<threads {
      tickets.word(thread).pointee.store(
        Ticket(epoch: epoch, end: region.share(thread)).word, ordering: .releasing)
    }
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    let isAnyAsleep = (1..<threads).contains {
      tickets.isAsleep($0).pointee.load(ordering: .sequentiallyConsistent)
    }
    if isAnyAsleep { parking.wakeAll() }
    // The caller looks at every share, so the region ends whatever the workers do.
    let others = count - drain(0, epoch, owners: threads)
    var spin = 0
    while finished.load(ordering: .acquiring) < others {
      spin += 1
      if spin & 1023 == 0 { Platform.yieldProcessor() } else { spinPause() }
    }
  }

  private func startWorkers(_ wanted: Int) {
    while started.load(ordering: .relaxed) < wanted {
      let thread = started.wrappingAdd(1, ordering: .relaxed).oldValue
      startDetachedThread { self.work(thread) }
    }
  }

  /// Claims and runs bodies of region `epoch` until the shares of `owners` threads are empty; returns
  /// how many.
  private func drain(_ thread: Int, _ epoch: UInt64, owners: Int) -> Int {
    var done = 0
    for offset in 0..<owners {
      let owner = (thread + offset) % owners
      while let place = claim(owner, epoch) {
        let index = region.index(owner, place)
        region.job?.assumingMemoryBound(to: ((Int, Int) -> Void).self).pointee(index, thread)
        done += 1
      }
    }
    return done
  }

  /// Takes the next body from the share of `owner`.
  private func claim(_ owner: Int, _ epoch: UInt64) -> Int? {
    var word = tickets.word(owner).pointee.load(ordering: .acquiring)
    while true {
      let ticket = Ticket(word: word)
      guard ticket.epoch == epoch, ticket.next < ticket.end else { return nil }
      let (won, seen) = tickets.word(owner).pointee.weakCompareExchange(
        expected: word, desired: word + 1, ordering: .acquiringAndReleasing)
      if won { return ticket.next }
      word = seen
    }
  }

  /// The epoch of the last region that gave `thread` a share.
  private func currentEpoch(_ thread: Int) -> UInt64 {
    Ticket(word: tickets.word(thread).pointee.load(ordering: .sequentiallyConsistent)).epoch
  }

  private func work(_ thread: Int) {
    var seen: UInt64 = 0
    while true {
      seen = serve(thread, after: seen)
      let last = seen
      tickets.isAsleep(thread).pointee.store(true, ordering: .sequentiallyConsistent)
      parking.park { currentEpoch(thread) == last }
      tickets.isAsleep(thread).pointee.store(false, ordering: .relaxed)
    }
  }

  /// Takes part in regions until none has come for a while; returns the epoch of the last one.
  private func serve(_ thread: Int, after last: UInt64) -> UInt64 {
    var seen = last
    var spin = 0
    while spin < Self.spins {
      let epoch = currentEpoch(thread)
      if epoch != seen {
        seen = epoch
        // The limit may be below a late worker; tickets of other regions have other epochs.
        let owners = max(limit.load(ordering: .relaxed), thread + 1)
        let done = drain(thread, epoch, owners: owners)
        if done > 0 { finished.wrappingAdd(done, ordering: .releasing) }
        spin = 0
      } else {
        spinPause()
        spin += 1
      }
    }
    return seen
  }
}

/// What is left of a thread's share of a region.
private struct Ticket {
  static let field = 1 << 20 - 1
  static let epochs: UInt64 = 1 << 24 - 1

  let word: UInt64

  init(word: UInt64) { self.word = word }
  init(epoch: UInt64, end: Int) { word = epoch << 40 | UInt64(end) << 20 }

  var epoch: UInt64 { word >> 40 }
  var end: Int { Int(word >> 20) & Self.field }
  var next: Int { Int(word & UInt64(Self.field)) }
}

/// The tickets of all threads, each on cache lines of its own, because its thread polls it; beside
/// each whether its thread sleeps.
private struct Tickets {
  private let base: UnsafeMutableRawPointer
  private static let stride = 128
  private static let flagOffset = 8

  /// Lives as long as the process, as its pool does.
  init(count: Int) {
    base = .allocate(byteCount: count * Self.stride, alignment: Self.stride)
    for index in 0..<count {
      let place = base + index * Self.stride
      place.bindMemory(to: Atomic<UInt64>.self, capacity: 1).initialize(to: Atomic(0))
      (place + Self.flagOffset).bindMemory(to: Atomic<Bool>.self, capacity: 1)
        .initialize(to: Atomic(false))
    }
  }

  func word(_ thread: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    (base + thread * Self.stride).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  func isAsleep(_ thread: Int) -> UnsafeMutablePointer<Atomic<Bool>> {
    (base + thread * Self.stride + Self.flagOffset).assumingMemoryBound(to: Atomic<Bool>.self)
  }
}
