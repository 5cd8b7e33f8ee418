internal import Foundation

/// One rank in one world: its groups, which are all driven whenever the rank waits for one.
final class MPIEngine {
  let session: MPISession
  let deadline: TimeInterval
  private let bytesPerCall: Int
  private var groups: [MPIGroup] = []
  /// The last collective started, with the name of its call.
  private var last: (label: () -> String, call: PostedCollective)?

  /// Seconds before the deadline at which the others are asked for a sign of life: where ranks share
  /// busy cores, an answer takes its time.
  private static let timeToAnswer: TimeInterval = 1
  /// Seconds after the deadline that a rank waits before it speaks, for each rank that it has not heard;
  /// and the most of them.
  ///
  /// A rank that stands still in the midst of a message can keep those of others from one receiver. Who
  /// has heard more of them speaks first, and names fewer.
  private static let timeForEachSilent: TimeInterval = 0.15
  private static let mostTimeForSilent: TimeInterval = 0.6
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
    finish(operation, in: group)
    if case .over(let error?) = operation.state { throw error }
  }

  func poll(_ operation: MPIOperation) -> Bool {
    progress(everywhere: true)
    return operation.isOver
  }

  /// Lets go of a collective that nobody waits for; returns when MPI has no use of its buffers.
  func abandon(_ operation: MPIOperation, in group: MPIGroup) {
    drive(until: { operation.isOver }, for: min(Self.timeToServe, deadline))
    if !operation.isOver, !operation.isForming { finish(operation, in: group) }
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

  /// Drives everything until a collective is over, and gives it up at the deadline.
  private func finish(_ operation: MPIOperation, in group: MPIGroup) {
    if operation.isOver { return }
    let notice = min(Self.timeToAnswer, deadline / 2)
    group.forgetAnswers()
    drive(until: { operation.isOver }, for: deadline - notice)
    if operation.isOver { return }
    group.ask()
    drive(until: { operation.isOver }, for: notice)
    if !operation.isOver { group.giveUp(operation, deadline) { silent(in: group) } }
  }

  /// The ranks that have given no sign of life.
  private func silent(in group: MPIGroup) -> [Int] {
    let most = Self.timeForEachSilent * Double(group.silent.count)
    drive(until: { group.silent.isEmpty }, for: min(most, Self.mostTimeForSilent))
    return group.silent
  }
}
