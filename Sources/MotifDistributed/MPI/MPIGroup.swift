/// One rank's view of a group: who has called what, and which collectives are in flight.
///
/// Every rank announces each call to every other one when it starts it. When all have come with the
/// same, the data moves; collectives of a group start moving in the order of their calls, on every
/// rank alike.
final class MPIGroup {
  let names: GroupNames
  let rank: Int
  let handle: MPIFunctions.Handle
  private let session: MPISession
  private let bytesPerCall: Int
  private let peers: [MPIPeer]
  private var letters: [MPILetter] = []
  private var started = 0
  /// Those that are not over, in the order of their calls.
  private var operations: [MPIOperation] = []
  /// The first call that cannot be carried out any more, and why.
  private(set) var failure: (sequence: Int, error: CommunicatorError)?
  /// What the others hear of a collective that this rank let go, at its next call or its end.
  private var dropped: (sequence: Int, error: CommunicatorError)?

  /// The group of the world ranks `members` behind `handle`, in which this rank is number `rank`.
  init(
    _ handle: MPIFunctions.Handle, members: [Int], rank: Int, _ session: MPISession,
    bytesPerCall: Int
  ) {
    self.handle = handle
    self.rank = rank
    self.session = session
    self.bytesPerCall = bytesPerCall
    names = GroupNames(members: members)
    peers = members.indices.filter { $0 != rank }.map {
      MPIPeer($0, handle, size: members.count, session)
    }
  }

  var size: Int { names.members.count }

  /// Whether collectives or messages of this rank are under way.
  var isBusy: Bool { !operations.isEmpty || !letters.isEmpty }

  /// Whether every other rank has taken leave and every message is sent.
  var hasEnded: Bool { letters.isEmpty && missingAtEnd.isEmpty }
  var missingAtEnd: [Int] { peers.filter { $0.end == nil }.map(\.rank) }

  /// Announces a collective.
  func start(_ call: PostedCollective) -> MPIOperation {
    let operation = MPIOperation(started, call)
    if let dropped { withdraw(from: min(started, dropped.sequence), dropped.error) }
    started += 1
    if let failure, failure.sequence <= operation.sequence {
      operation.state = .over(failure.error)
      return operation
    }
    send(.call(sequence: operation.sequence, call))
    operations.append(operation)
    // Another rank may have come with the same and given up since.
    progress()
    return operation
  }

  /// Takes what has come and does what can be done without waiting.
  func progress() {
    for peer in peers {
      for message in peer.takeMessages() {
        switch message {
        case .withdrawn(let sequence, let error): fail(from: sequence, error)
        case .question: send(.answer, to: [peer.rank])
        case .call, .ended, .answer: break
        }
      }
    }
    if !letters.isEmpty { letters.removeAll { $0.isSent() } }
    advance()
  }

  private func advance() {
    var index = 0
    while index < operations.count {
      let operation = operations[index]
      if operation.isForming, !form(operation) { break }
      guard case .moving(let transfer) = operation.state else { break }
      transfer.advance()
      if transfer.isOver {
        operation.state = .over(nil)
        operations.remove(at: index)
      } else if transfer.hasStartedAll {
        index += 1
      } else {
        break
      }
    }
  }

  /// Begins to move the data of a collective if all ranks have come and agree.
  private func form(_ operation: MPIOperation) -> Bool {
    let sequence = operation.sequence
    for peer in peers where peer.call(sequence) == nil {
      if let end = peer.end, end <= sequence {
        withdraw(
          from: sequence, names.departed(sequence, rank, operation.call, peer.rank))
      }
      return false
    }
    let calls = posted(operation)
    if let mismatch = names.mismatch(sequence, calls) {
      // The others find it themselves.
      fail(from: sequence, mismatch)
      return false
    }
    for peer in peers { peer.forget(sequence) }
    let plan = MPIPlan(
      session, handle, rank: rank, size: size, operation.call.collective,
      bytesPerCall: bytesPerCall)
    let call = operation.call
    operation.state = .moving(
      MPITransfer(session, { "\(call)" }, size == 1 ? [] : plan.steps(calls.compactMap { $0 })))
    if size == 1 { Collective.carryOut(0, of: [operation.call.collective]) }
    return true
  }

  /// What each rank has called; nil for those that have not come.
  private func posted(_ operation: MPIOperation) -> [PostedCollective?] {
    var calls: [PostedCollective?] = Array(repeating: nil, count: size)
    calls[rank] = operation.call
    for peer in peers { calls[peer.rank] = peer.call(operation.sequence) }
    return calls
  }

  private func send(_ message: MPIMessage, to ranks: [Int]? = nil) {
    let ranks = ranks ?? peers.map(\.rank)
    if ranks.isEmpty { return }
    let letter = MPILetter(message, to: ranks, handle, session)
    if !letter.isSent() { letters.append(letter) }
  }

  // MARK: Failure

  /// Ends the group from a call on and tells the others.
  private func withdraw(from sequence: Int, _ error: CommunicatorError) {
    guard failure == nil else { return }
    send(.withdrawn(sequence: sequence, error))
    fail(from: sequence, error)
  }

  private func fail(from sequence: Int, _ error: CommunicatorError) {
    guard failure == nil else { return }
    failure = (sequence, error)
    for operation in operations where operation.sequence >= sequence {
      // MPI holds the buffers and cannot be told to let go of them.
      guard operation.isForming else { session.end(error.description) }
      operation.state = .over(error)
    }
    operations.removeAll(where: \.isOver)
  }

  /// Gives up on a collective that has taken longer than `deadline` seconds.
  ///
  /// Where the data is under way the job ends here, because MPI cannot be told to let go of the
  /// buffers; `silent` finds the ranks that have given no answer.
  func giveUp(_ operation: MPIOperation, _ deadline: Double, silent: () -> [Int]) {
    let sequence = operation.sequence
    if operation.isForming {
      let calls = posted(operation)
      let missing = calls.indices.filter { calls[$0] == nil }
      withdraw(
        from: sequence,
        names.mismatch(sequence, calls)
          ?? names.late(sequence, rank, operation.call, deadline, missing))
    } else {
      session.end(names.late(sequence, rank, operation.call, deadline, silent()).description)
    }
  }

  /// Begins to listen for signs of life.
  func forgetAnswers() { for peer in peers { peer.hasAnswered = false } }

  /// Asks the other ranks for an answer.
  func ask() { send(.question) }

  /// The ranks that have neither answered nor asked.
  var silent: [Int] { peers.filter { !$0.hasAnswered && $0.end == nil }.map(\.rank) }

  /// Notes that this rank will not wait for a collective; `isServed` tells whether it was carried out.
  func drop(_ operation: MPIOperation, isServed: Bool) {
    guard dropped == nil else { return }
    let sequence = operation.sequence
    dropped = (
      isServed ? started : sequence, names.dropped(sequence, rank, operation.call)
    )
    if !isServed { operation.state = .over(dropped?.error) }
    operations.removeAll(where: \.isOver)
  }

  /// Takes leave of the others.
  func end() {
    if let dropped { withdraw(from: dropped.sequence, dropped.error) }
    send(.ended(sequence: started))
  }
}
