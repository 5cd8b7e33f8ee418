internal import MotifDistributed
internal import MotifOptimizer
internal import MotifReport

/// What training over several ranks takes of this one: bytes, seconds and memory, step by step.
final class RankMeter {
  /// What the rank holds.
  let share: RankShare
  private let communicator: MeteredCommunicator
  private let optimizer: Optimizer
  private var before: CommunicationReport

  /// Measures what goes through `communicator` from now on.
  init(_ share: RankShare, _ communicator: MeteredCommunicator, _ optimizer: Optimizer) {
    self.share = share
    self.communicator = communicator
    self.optimizer = optimizer
    before = communicator.report
  }

  /// Adds the bytes of each kind of collective since the last call, the seconds spent in all of them,
  /// and the most bytes that sharing Muon's matrices took; nothing where there is one rank.
  func addTraffic(to record: inout MetricsRecord) {
    guard !share.isAlone else { return }
    let report = communicator.report
    let step = report.since(before)
    before = report
    record.add("ranks", .integer(communicator.size))
    record.add(
      "communicationBytes",
      .table(
        step.operations.sorted { $0.key < $1.key }.map { .init($0.key, Double($0.value.bytes)) }))
    record.add("communicationSeconds", step.total.seconds)
    if let bytes = optimizer.takeMuonPeakBytes() { record.add("muonPeakBytes", .integer(bytes)) }
  }
}
