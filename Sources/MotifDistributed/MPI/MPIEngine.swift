internal import Foundation

/// One rank in one world: its groups, which are all driven whenever the rank waits for one.
final class MPIEngine {
  let session: MPISession
  let deadline: TimeInterval
  private let bytesPerCall: Int
  private var groups: [MPIGroup] = []
  /// The last collective started, with the name of its call.
  private var last: (label: () -> String, call: PostedCollective)?

  /// Seconds within which a rank that waits or computes between calls answers a question.
  private static let timeToAnswer: TimeInterval = 0.4
  /// Seconds that the others have to come to a collective that this rank lets go.
  private static let timeToServe: TimeInterval = 1

  init(_ session: MPISession, deadline: TimeInterval, bytesPerCall: Int) {
    self.session = session
    self.deadline = deadline
    self.bytesPerCall = bytesPerCall
  }

  /// Enters a group that MPI has formed.
  func enter(_ handle: MPIFunctions.Handle, members: [Int], rank: Int) -> MPIGroup {
    let group = MPIGroup(
      handle, members: members, rank: rank, session, bytesPerCall: bytesPerCall)
    groups.append(group)
    return group
  }

  func start(_ call: PostedCollective, in group: MPIGroup) -> MPIOperation {
    let operation = group.start(call)
    last = ({ group.names.label(operation.sequence) }, call)
    return operation
  }

  /// Does what can be done now; in groups without anything under way only if `everywhere`.
  func progress(everywhere: Bool = false) {
    for group in groups where everywhere || group.isBusy { group.progress() }
  }

  func wait(_ operation: MPIOperation, in group: MPIGroup) throws(CommunicatorError) {
    drive(until: { operation.isOver }, for: deadline)
    if !operation.isOver { group.giveUp(operation, deadline) { silent(in: group) } }
    if case .over(let error?) = operation.state { throw error }
  }

  func poll(_ operation: MPIOperation) -> Bool {
    progress(everywhere: true)
    return operation.isOver
  }

  /// Lets go of a collective that nobody waits for; returns when MPI has no use of its buffers.
  func abandon(_ operation: MPIOperation, in group: MPIGroup) {
    drive(until: { operation.isOver }, for: min(Self.timeToServe, deadline))
    if !operation.isOver, !operation.isForming {
      drive(until: { operation.isOver }, for: deadline)
      if !operation.isOver { group.giveUp(operation, deadline) { silent(in: group) } }
    }
    if case .over(_?) = operation.state { return }
    group.drop(operation, isServed: operation.isOver)
  }

  /// Says that this rank has failed, and ends all.
  func fail(_ error: any Error, at site: CallSite?) -> Never {
    let failure = CommunicatorError(
      failureOf: session.rank, error, at: site, after: last.map { "\($0.label()), \($0.call)" })
    session.end(failure.description)
  }

  /// Takes leave of all groups, which the others have to do as well.
  func close() {
    for group in groups { group.end() }
    drive(until: { groups.allSatisfy(\.hasEnded) }, for: deadline)
    if let group = groups.first(where: { !$0.hasEnded }) {
      session.end(
        "\(group.names.name(group.rank)) waited \(deadline) s at its end for "
          + group.missingAtEnd.map(group.names.name).joined(separator: ", "))
    }
    for group in groups {
      var handle = group.handle
      session.block("the release of a group") { session.library.functions.free(&handle) }
    }
    groups = []
  }

  /// Drives everything until `isDone`, or for so many seconds.
  private func drive(until isDone: () -> Bool, for seconds: TimeInterval) {
    var patience = MPIPatience()
    progress()
    while !isDone(), patience.waited < seconds {
      let hasLooked = patience.pause()
      progress(everywhere: hasLooked)
    }
  }

  /// The ranks that do not answer a question.
  private func silent(in group: MPIGroup) -> [Int] {
    group.ask()
    drive(until: { group.silent.isEmpty }, for: Self.timeToAnswer)
    return group.silent
  }
}
