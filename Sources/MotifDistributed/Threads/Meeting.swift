/// One collective of a group: who has come with what, and how far it has been carried out.
///
/// When all ranks have started it, it falls into shares, one a rank. Whoever waits or polls takes its
/// own share and then those that nobody has taken, so that no rank depends on another's being in a
/// wait.
final class Meeting {
  // Touched under the lock of the group alone.
  let sequence: Int
  private(set) var posted: [PostedCollective?]
  private(set) var collectives: [Collective] = []
  /// Whether a rank has dropped it without a wait: nobody begins a share any more.
  private(set) var isCancelled = false
  /// Groups that a split has formed, by color.
  var children: [Int: Rendezvous] = [:]
  private var missing: Int
  private var isTaken: [Bool]
  private var done = 0
  /// Shares that are being carried out.
  private(set) var running = 0

  init(sequence: Int, size: Int) {
    self.sequence = sequence
    posted = Array(repeating: nil, count: size)
    missing = size
    isTaken = Array(repeating: false, count: size)
  }

  /// Whether all ranks have started it and agree.
  var isFormed: Bool { !collectives.isEmpty }
  var isComplete: Bool { isFormed && done == isTaken.count }

  /// Whether all ranks have come.
  var isFull: Bool { missing == 0 }

  func post(_ collective: PostedCollective, _ rank: Int) {
    posted[rank] = collective
    missing -= 1
  }

  /// Notes that all have come and agree.
  func form() {
    collectives = posted.compactMap { $0?.collective }
    if collectives[0].operation == .barrier {
      isTaken = Array(repeating: true, count: isTaken.count)
      done = isTaken.count
    }
  }

  /// A share to carry out, that of `rank` first; nil when there is none left.
  func takeShare(_ rank: Int) -> Int? {
    guard isFormed, !isCancelled,
      let share = isTaken[rank] ? isTaken.firstIndex(of: false) : rank
    else { return nil }
    isTaken[share] = true
    running += 1
    return share
  }

  func finishShare() {
    running -= 1
    done += 1
  }

  func cancel() { isCancelled = true }
}
