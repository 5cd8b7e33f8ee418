/// One rank under a virtual clock: two queues, what ran on them, and the bytes that were alive.
///
/// Computation that runs beside a collective goes on at the speed that contention leaves. Collectives
/// are to be noted before the computation that overlaps with them.
package struct VirtualRank: Sendable {
  /// What ran, in the order in which it was noted.
  package private(set) var spans: [VirtualSpan] = []
  /// When the communication queue is free.
  private(set) var communicationEnd = 0.0
  /// When the compute queue is free.
  private(set) var computeEnd = 0.0
  /// Seconds in which the compute queue had work.
  package private(set) var computeSeconds = 0.0
  private var changes: [(time: Double, bytes: Int)] = []
  private var notedPeak = 0
  /// The first collective that may still overlap with computation, in ``collectives``.
  private var firstOpen = 0
  private var collectives: [VirtualSpan] = []

  /// When both queues are done, in seconds.
  package var end: Double { max(communicationEnd, computeEnd) }

  /// The most bytes that were alive at once.
  ///
  /// Of changes at the same time those that were noted first come first. Cost: O(n log n) in them.
  package var peakBytes: Int {
    var (live, peak) = (0, notedPeak)
    for change in changes.enumerated().sorted(by: {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }) {
      live += change.element.bytes
      peak = max(peak, live)
    }
    return peak
  }

  /// The bytes that are alive at the end.
  package var liveBytes: Int { changes.reduce(0) { $0 + $1.bytes } }

  /// Notes a collective that this rank came to at `arrival` and that lasted from `start` to `end`.
  mutating func communicate(
    _ work: VirtualSpan.Work, _ chunk: Int, arrival: Double, start: Double, end: Double
  ) {
    let span = VirtualSpan(work: work, chunk: chunk, arrival: arrival, start: start, end: end)
    spans.append(span)
    collectives.append(span)
    communicationEnd = end
  }

  /// Puts `seconds` of work on the compute queue, not before `time`; gives the span.
  @discardableResult
  mutating func compute(
    _ chunk: Int, seconds: Double, after time: Double, _ constants: ClusterConstants
  ) -> VirtualSpan {
    let start = max(computeEnd, time)
    let end = finish(seconds, from: start, constants)
    let span = VirtualSpan(work: .compute, chunk: chunk, arrival: start, start: start, end: end)
    spans.append(span)
    computeEnd = end
    computeSeconds += end - start
    return span
  }

  /// Notes that the weights of a chunk change, not before `time`.
  mutating func update(_ chunk: Int, after time: Double) {
    computeEnd = max(computeEnd, time)
    spans.append(
      VirtualSpan(
        work: .update, chunk: chunk, arrival: computeEnd, start: computeEnd, end: computeEnd))
  }

  /// Notes that both queues wait for each other.
  mutating func join() {
    communicationEnd = end
    computeEnd = end
  }

  /// Notes bytes that come alive, or with a minus are freed, at `time`.
  mutating func allocate(_ bytes: Int, at time: Double) {
    if bytes != 0 { changes.append((time, bytes)) }
  }

  /// Notes that `bytes` were alive at once, where no single change is noted.
  mutating func holds(_ bytes: Int) { notedPeak = max(notedPeak, bytes) }

  /// When `seconds` of work from `start` on are done, with the collectives beside it.
  private mutating func finish(
    _ seconds: Double, from start: Double, _ constants: ClusterConstants
  ) -> Double {
    while firstOpen < collectives.count, collectives[firstOpen].end <= start { firstOpen += 1 }
    var (now, work) = (start, seconds)
    func pass(until time: Double, losing share: Double) -> Bool {
      guard time > now else { return true }
      let possible = (time - now) * (1 - share)
      guard possible < work else { return false }
      work -= possible
      now = time
      return true
    }
    for span in collectives[firstOpen...] {
      guard pass(until: span.arrival, losing: 0) else { return now + work }
      guard pass(until: span.start, losing: constants.waitingContention) else {
        return now + work / (1 - constants.waitingContention)
      }
      guard pass(until: span.end, losing: constants.contention) else {
        return now + work / (1 - constants.contention)
      }
    }
    return now + work
  }
}
