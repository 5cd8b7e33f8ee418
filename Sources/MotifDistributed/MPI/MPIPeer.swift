/// What one rank of a group knows of another: the messages that have come from it.
final class MPIPeer {
  let rank: Int
  private let session: MPISession
  private let group: MPIFunctions.Handle
  private let buffer: UnsafeMutableRawBufferPointer
  private var request: MPIRequest?

  /// Collectives that it has started and this rank has not begun to carry out, by number.
  private var announced: [Int: PostedCollective] = [:]
  /// How many calls it had made when it returned.
  private(set) var end: Int?
  /// Whether it has answered a question, or asked one itself.
  var hasAnswered = false

  init(_ rank: Int, _ group: MPIFunctions.Handle, size: Int, _ session: MPISession) {
    self.rank = rank
    self.group = group
    self.session = session
    buffer = .allocate(byteCount: MPIMessage.capacity(size), alignment: 64)
    receive()
  }

  // While a message may come, its buffer is MPI's.
  deinit { if end != nil { buffer.deallocate() } }

  /// The collective that it called as its number `sequence`; nil while it has not come.
  func call(_ sequence: Int) -> PostedCollective? { announced[sequence] }

  func forget(_ sequence: Int) { announced[sequence] = nil }

  /// Takes the messages that have come; returns those that are more than notes about it.
  func takeMessages() -> [MPIMessage] {
    var others: [MPIMessage] = []
    while let message = next() {
      switch message {
      case .call(let sequence, let call): announced[sequence] = call
      case .ended(let sequence): end = sequence
      case .withdrawn: others.append(message)
      case .question, .answer:
        hasAnswered = true
        if case .question = message { others.append(message) }
      }
      if end == nil { receive() }
    }
    return others
  }

  private func next() -> MPIMessage? {
    guard let request, request.isOver() else { return nil }
    self.request = nil
    guard let message = MPIMessage(UnsafeRawBufferPointer(buffer)) else {
      session.end(
        "rank \(session.rank) does not understand a message of rank \(rank) of its group: every rank "
          + "has to run the same build of the program")
    }
    return message
  }

  private func receive() {
    let rank = rank
    request = MPIRequest(session, { "the receipt of a message of rank \(rank)" }) { [self] in
      session.library.functions.receive(
        buffer.baseAddress, CInt(buffer.count), session.library.constants.byte, CInt(rank),
        MPILetter.tag, group, $0)
    }
  }
}
