internal import Synchronization

/// Threads that work together behind ``Parallel``: the caller and workers of its own.
///
/// Workers start with the first region that wants them. Those of the process's team never end; those
/// of another end with ``beCurrent(_:)``. A worker that the system refuses to start leaves its share
/// to the others.
///
/// Every thread has a share of the region's bodies behind a ticket, one atomic word that packs epoch
/// (24 bits), end (20) and next (20). A thread claims from its own share first and from the others'
/// then, and only under the epoch of the region that it saw on its own ticket, so a late worker cannot
/// claim from a region that it does not know. The job is read only after a successful claim, which
/// keeps the region alive until the claimed body is counted as finished.
final class ThreadTeam: @unchecked Sendable {
  // Invariant behind @unchecked: `region` is written only by the thread that holds `busy`, before the
  // releasing stores of the tickets, and read only after an acquiring claim on one of them. `epoch`
  // and `workers` are used by the thread that holds `busy` alone.
  private let limit: Atomic<Int>
  private let tickets: Tickets
  private let finished = Atomic<Int>(0)
  private let busy = Atomic<Bool>(false)
  private let parking = ParkingLot()
  private let start: (@escaping @Sendable () -> Void) -> WorkerThread?
  private nonisolated(unsafe) var region = Region()
  private nonisolated(unsafe) var epoch: UInt64 = 0
  /// One a worker, numbered from 1; nil where the system refused to start it.
  private nonisolated(unsafe) var workers: [WorkerThread?] = []

  private static let spins = 20_000
  private static let maximumThreads = 1024

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

  /// A team of `threads` threads; `start` starts a thread, or returns nil where it cannot.
  init(
    threads: Int,
    start: @escaping (@escaping @Sendable () -> Void) -> WorkerThread? = WorkerThread.start
  ) {
    limit = Atomic(Self.permitted(threads))
    tickets = Tickets(count: Self.maximumThreads)
    self.start = start
  }

  deinit { tickets.deallocate() }

  /// The team of the process.
  private static let ofProcess = Unmanaged.passRetained(
    ThreadTeam(threads: Platform.processorCount))
  /// The team of each thread, where that is not the process's.
  private static let slot = ThreadSlot()

  /// Runs `body` with the team of the calling thread, which is not counted as a reference: that
  /// would cost more than to find it.
  @inline(__always)
  static func withCurrent<Result>(_ body: (ThreadTeam) -> Result) -> Result {
    let team = slot.value.map { Unmanaged<ThreadTeam>.fromOpaque($0) } ?? ofProcess
    return team._withUnsafeGuaranteedRef(body)
  }

  /// Runs `body` with this as the team of the calling thread, then ends the workers.
  func beCurrent<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = Self.slot.value
    Self.slot.value = UnsafeMutableRawPointer(Unmanaged.passUnretained(self).toOpaque())
    defer {
      Self.slot.value = before
      end()
    }
    return try body()
  }

  /// Threads that share the work, the caller included.
  var threadCount: Int {
    get { limit.load(ordering: .relaxed) }
    set { limit.store(Self.permitted(newValue), ordering: .relaxed) }
  }

  private static func permitted(_ threads: Int) -> Int { min(max(1, threads), maximumThreads) }

  var isBusy: Bool { busy.load(ordering: .relaxed) }

  /// Runs the bodies on up to `threads` threads; false, and none of them, where the team has one
  /// thread or is busy.
  func forEach(
    _ count: Int, _ threads: Int, _ deal: Parallel.Deal, _ body: (Int, Int) -> Void
  ) -> Bool {
    guard threadCount > 1, !isBusy, !busy.exchange(true, ordering: .acquiring) else {
      return false
    }
    // A ticket has room for so many bodies; more take several rounds.
    for start in stride(from: 0, to: count, by: Ticket.field) {
      let round = { (index: Int, thread: Int) in body(start + index, thread) }
      withoutActuallyEscaping(round) { escapable in
        withUnsafePointer(to: escapable) {
          run(min(count - start, Ticket.field), threads, deal, UnsafeRawPointer($0))
        }
      }
    }
    busy.store(false, ordering: .releasing)
    return true
  }

  /// Runs a region; the caller holds `busy`.
  private func run(
    _ count: Int, _ threads: Int, _ deal: Parallel.Deal, _ job: UnsafeRawPointer
  ) {
    let threads = min(threads, limit.load(ordering: .relaxed), count)
    startWorkers(threads)
    region = Region(count: count, threads: threads, deal: deal, job: job)
    finished.store(0, ordering: .relaxed)
    epoch = (epoch + 1) % Ticket.ending
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

  private func startWorkers(_ threads: Int) {
    guard workers.count + 1 < threads else { return }
    let refusedBefore = workers.count { $0 == nil }
    while workers.count + 1 < threads {
      let thread = workers.count + 1
      workers.append(start { self.work(thread) })
    }
    let refused = workers.count { $0 == nil }
    if refused > refusedBefore { ThreadRefusal.tell(wanted: threads, got: threads - refused) }
  }

  /// Ends the workers; nobody is in a region and nobody begins one again.
  private func end() {
    for thread in workers.indices {
      tickets.word(thread + 1).pointee.store(
        Ticket(epoch: Ticket.ending, end: 0).word, ordering: .sequentiallyConsistent)
    }
    parking.wakeAll()
    for worker in workers { worker?.join() }
    workers = []
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
    // Regions within its bodies are this team's, which is busy then.
    Self.slot.value = UnsafeMutableRawPointer(Unmanaged.passUnretained(self).toOpaque())
    var seen: UInt64 = 0
    while let last = serve(thread, after: seen) {
      seen = last
      tickets.isAsleep(thread).pointee.store(true, ordering: .sequentiallyConsistent)
      parking.park { currentEpoch(thread) == last }
      tickets.isAsleep(thread).pointee.store(false, ordering: .relaxed)
    }
  }

  /// Takes part in regions until none has come for a while; returns the epoch of the last one, or nil
  /// when the team has ended.
  private func serve(_ thread: Int, after last: UInt64) -> UInt64? {
    var seen = last
    var spin = 0
    while spin < Self.spins {
      let epoch = currentEpoch(thread)
      if epoch != seen {
        if epoch == Ticket.ending { return nil }
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
  /// The most bodies of a region.
  static let field = 1 << 20 - 1
  /// The epoch that tells a worker to end; regions have those below.
  static let ending: UInt64 = 1 << 24 - 1

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

  init(count: Int) {
    base = .allocate(byteCount: count * Self.stride, alignment: Self.stride)
    for index in 0..<count {
      let place = base + index * Self.stride
      place.bindMemory(to: Atomic<UInt64>.self, capacity: 1).initialize(to: Atomic(0))
      (place + Self.flagOffset).bindMemory(to: Atomic<Bool>.self, capacity: 1)
        .initialize(to: Atomic(false))
    }
  }

  func deallocate() { base.deallocate() }

  func word(_ thread: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    (base + thread * Self.stride).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  func isAsleep(_ thread: Int) -> UnsafeMutablePointer<Atomic<Bool>> {
    (base + thread * Self.stride + Self.flagOffset).assumingMemoryBound(to: Atomic<Bool>.self)
  }
}
