/// Times what ranks have put on their queues.
///
/// A collective begins on a rank when the one before it in its group is over and the compute queue has
/// done what it depends on; it moves bytes once it has begun on all ranks, for as long as the one with
/// the most takes. Meanwhile the compute queue of a rank goes on at
/// ``ClusterConstants/waitingContention`` or ``ClusterConstants/contention`` less than its speed. Events
/// are taken in the order of time, so the result depends on the steps alone. Cost: O(n log n) for n
/// steps of all ranks.
package struct VirtualClock {
  private enum Event {
    case computed(rank: Int, version: Int)
    case ended(collective: Int)
  }

  /// A step of a compute queue.
  private enum Item {
    case work(name: String, seconds: Double)
    case wait(collective: Int)
    case live(bytes: Int)
  }

  private struct Meeting {
    var participants: [(rank: Int, lane: Int)] = []
    var arrivals: [Double] = []
    var name = ""
    var size = 0
    var seconds = 0.0
    var began = 0.0
    var isOver = false
  }

  /// The collectives of one rank in one group.
  private struct Lane {
    var posted: [(collective: Int, after: Int)] = []
    var next = 0
    var isInside = false
  }

  private struct Rank {
    var items: [Item] = []
    var done = 0
    var lanes: [Lane] = []
    var laneOf: [Int: Int] = [:]
    var waiting = 0
    var moving = 0
    /// Of the work at `done`, when it has begun.
    var began: Double?
    var left = 0.0
    var rate = 1.0
    var updated = 0.0
    var version = 0
    var live = 0
  }

  private let constants: ClusterConstants
  private var ranks: [Rank] = []
  private var meetings: [Meeting] = []
  private var queue = EventQueue<Event>()
  private var timeline: VirtualTimeline

  /// The times of all steps, `programs` in rank order.
  package static func timeline(
    of programs: [[VirtualStep]], _ constants: ClusterConstants
  ) -> VirtualTimeline {
    var clock = VirtualClock(programs, constants)
    clock.run()
    return clock.timeline
  }

  private init(_ programs: [[VirtualStep]], _ constants: ClusterConstants) {
    self.constants = constants
    timeline = VirtualTimeline(ranks: programs.count)
    ranks.reserveCapacity(programs.count)
    var groups: [String: Int] = [:]
    var numbers: [SIMD2<Int>: Int] = [:]
    for (index, program) in programs.enumerated() {
      var rank = Rank()
      rank.items.reserveCapacity(program.count)
      for step in program {
        switch step {
        case .compute(let name, let seconds): rank.items.append(.work(name: name, seconds: seconds))
        case .start(let call):
          let group = number(of: call.group, in: &groups)
          post(call, group, from: index, to: &rank, &numbers)
        case .wait(let name, let sequence):
          let group = number(of: name, in: &groups)
          if let collective = numbers[SIMD2(group, sequence)] {
            rank.items.append(.wait(collective: collective))
          }
        case .live(let bytes): rank.items.append(.live(bytes: bytes))
        }
      }
      ranks.append(rank)
    }
  }

  private func number(of name: String, in groups: inout [String: Int]) -> Int {
    if let known = groups[name] { return known }
    groups[name] = groups.count
    return groups.count - 1
  }

  private mutating func post(
    _ call: VirtualCollective, _ group: Int, from index: Int, to rank: inout Rank,
    _ numbers: inout [SIMD2<Int>: Int]
  ) {
    let key = SIMD2(group, call.sequence)
    let collective = numbers[key] ?? meetings.count
    if collective == meetings.count {
      numbers[key] = collective
      meetings.append(Meeting())
    }
    let lane = rank.laneOf[group] ?? rank.lanes.count
    if lane == rank.lanes.count {
      rank.laneOf[group] = lane
      rank.lanes.append(Lane())
    }
    rank.lanes[lane].posted.append((collective, call.after))
    meetings[collective].size = call.members
    meetings[collective].seconds = max(meetings[collective].seconds, call.seconds)
    meetings[collective].name = call.name
  }

  private mutating func run() {
    for rank in ranks.indices { goOn(rank, at: 0) }
    while let (time, event) = queue.next() {
      switch event {
      case .computed(let rank, let version):
        if ranks[rank].version == version { finishWork(of: rank, at: time) }
      case .ended(let collective): end(collective, at: time)
      }
    }
  }

  // MARK: - The compute queue

  /// Passes what is over, begins what comes next, and lets collectives begin that waited for it.
  private mutating func goOn(_ rank: Int, at time: Double) {
    while ranks[rank].began == nil, ranks[rank].done < ranks[rank].items.count {
      switch ranks[rank].items[ranks[rank].done] {
      case .wait(let collective):
        guard meetings[collective].isOver else {
          arrive(rank, at: time)
          return
        }
        ranks[rank].done += 1
      case .live(let bytes):
        ranks[rank].live += bytes
        ranks[rank].done += 1
        timeline.liveBytes[rank].append(.init(time: time, bytes: ranks[rank].live))
      case .work(_, let seconds):
        ranks[rank].began = time
        ranks[rank].left = seconds
        ranks[rank].updated = time
        setRate(of: rank, at: time)
      }
    }
    arrive(rank, at: time)
  }

  private mutating func finishWork(of rank: Int, at time: Double) {
    guard let began = ranks[rank].began,
      case .work(let name, _) = ranks[rank].items[ranks[rank].done]
    else { return }
    timeline.spans[rank].append(.init(name: name, kind: .compute, start: began, end: time))
    ranks[rank].began = nil
    ranks[rank].done += 1
    goOn(rank, at: time)
  }

  /// Notes what has been worked at the old rate, and when it will be done at the new one.
  private mutating func setRate(of rank: Int, at time: Double) {
    guard ranks[rank].began != nil else { return }
    ranks[rank].left -= (time - ranks[rank].updated) * ranks[rank].rate
    ranks[rank].updated = time
    ranks[rank].rate =
      ranks[rank].moving > 0
      ? 1 - constants.contention
      : ranks[rank].waiting > 0 ? 1 - constants.waitingContention : 1
    ranks[rank].version += 1
    queue.add(
      .computed(rank: rank, version: ranks[rank].version),
      at: time + max(0, ranks[rank].left) / ranks[rank].rate)
  }

  // MARK: - The queues of groups

  private mutating func arrive(_ rank: Int, at time: Double) {
    for lane in ranks[rank].lanes.indices {
      let state = ranks[rank].lanes[lane]
      guard !state.isInside, state.next < state.posted.count,
        state.posted[state.next].after <= ranks[rank].done
      else { continue }
      let collective = state.posted[state.next].collective
      ranks[rank].lanes[lane].isInside = true
      ranks[rank].waiting += 1
      meetings[collective].participants.append((rank, lane))
      meetings[collective].arrivals.append(time)
      if meetings[collective].participants.count == meetings[collective].size {
        begin(collective, at: time)
      } else {
        setRate(of: rank, at: time)
      }
    }
  }

  private mutating func begin(_ collective: Int, at time: Double) {
    let meeting = meetings[collective]
    meetings[collective].began = time
    for (rank, _) in meeting.participants {
      ranks[rank].waiting -= 1
      ranks[rank].moving += 1
      setRate(of: rank, at: time)
    }
    queue.add(.ended(collective: collective), at: time + meeting.seconds)
  }

  private mutating func end(_ collective: Int, at time: Double) {
    let meeting = meetings[collective]
    meetings[collective].isOver = true
    for ((rank, lane), arrival) in zip(meeting.participants, meeting.arrivals) {
      if arrival < meeting.began {
        timeline.spans[rank].append(
          .init(name: meeting.name, kind: .wait, start: arrival, end: meeting.began))
      }
      timeline.spans[rank].append(
        .init(name: meeting.name, kind: .transfer, start: meeting.began, end: time))
      ranks[rank].moving -= 1
      ranks[rank].lanes[lane].isInside = false
      ranks[rank].lanes[lane].next += 1
      setRate(of: rank, at: time)
    }
    for (rank, _) in meeting.participants { goOn(rank, at: time) }
  }
}
