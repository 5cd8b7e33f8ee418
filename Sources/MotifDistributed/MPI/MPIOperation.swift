/// A collective that this rank has started in a group.
final class MPIOperation {
  enum State {
    /// Not all ranks have come, or an earlier collective of the group is still being started.
    case forming
    /// All have come and agree: the data is on its way.
    case moving(MPITransfer)
    /// Complete, or never to be; the buffers are this rank's again.
    case over(CommunicatorError?)
  }

  let sequence: Int
  let call: PostedCollective
  var state = State.forming

  init(_ sequence: Int, _ call: PostedCollective) {
    self.sequence = sequence
    self.call = call
  }

  var isOver: Bool { if case .over = state { true } else { false } }
  var isForming: Bool { if case .forming = state { true } else { false } }
}
