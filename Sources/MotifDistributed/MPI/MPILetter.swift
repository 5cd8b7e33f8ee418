/// A message on its way to other ranks of a group, which keeps its bytes until they are sent.
final class MPILetter {
  /// Of messages; collectives of MPI have none.
  static let tag: CInt = 0

  private let bytes: UnsafeMutableRawBufferPointer
  private var requests: [MPIRequest]

  init(
    _ message: MPIMessage, to ranks: [Int], _ group: MPIFunctions.Handle, _ session: MPISession
  ) {
    let content = message.bytes
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 8)
    bytes.copyBytes(from: content)
    self.bytes = bytes
    requests = ranks.map { rank in
      MPIRequest(session, { "a message to rank \(rank)" }) {
        session.library.functions.send(
          bytes.baseAddress, CInt(bytes.count), session.library.constants.byte, CInt(rank),
          Self.tag, group, $0)
      }
    }
  }

  // MPI may still read what has not been sent.
  deinit { if requests.isEmpty { bytes.deallocate() } }

  func isSent() -> Bool {
    requests.removeAll { $0.isOver() }
    return requests.isEmpty
  }
}
