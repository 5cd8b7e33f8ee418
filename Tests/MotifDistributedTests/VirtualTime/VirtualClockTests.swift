import MotifDistributed
import Testing

/// Timelines that are worked out by hand.
@Suite struct VirtualClockTests {
  /// 1 s a collective and 10 bytes a second; half the speed beside a transfer, a quarter less in a wait.
  static let constants: ClusterConstants = {
    var constants = ClusterConstants.h200
    constants.collectiveSeconds = 1
    (constants.allToAllBytesPerSecond, constants.allGatherBytesPerSecond) = (10, 10)
    (constants.contention, constants.waitingContention) = (0.5, 0.25)
    return constants
  }()

  private func exchange(
    _ sequence: Int = 0, seconds: Double, after: Int = 0, of members: Int = 2
  ) -> VirtualStep {
    .start(
      VirtualCollective(
        group: "world", members: members, sequence: sequence, name: "x\(sequence)",
        seconds: seconds, after: after))
  }

  private func work(_ seconds: Double) -> VirtualStep { .compute(name: "w", seconds: seconds) }

  private func ends(_ programs: [[VirtualStep]]) -> [[Double]] {
    VirtualClock.timeline(of: programs, Self.constants).spans.map { $0.map(\.end) }
  }

  @Test func theRankWithTheMostDecidesHowLongACollectiveTakes() {
    #expect(ends([[exchange(seconds: 3)], [exchange(seconds: 1.5)]]) == [[3], [3]])
  }

  @Test func workWaitsForWhatItNeeds() {
    // Rank 1 works 4 s before it takes part: the others' work begins at 4 + 2.
    let late: [VirtualStep] = [work(4), exchange(seconds: 2, after: 1)]
    let waits: [VirtualStep] = [
      exchange(seconds: 2), .wait(group: "world", sequence: 0), work(2),
    ]
    #expect(ends([waits, late]) == [[4, 6, 8], [4, 6]])
  }

  @Test func workBesideATransferIsSlowed() {
    // Two seconds of transfer take one second of work.
    let both: [VirtualStep] = [exchange(seconds: 2), work(3)]
    #expect(ends([both, both]) == [[2, 4], [2, 4]])
  }

  @Test func workBesideAWaitIsSlowed() {
    // 4 s at three quarters, 2 s at half the speed, then 6 s alone.
    let timeline = VirtualClock.timeline(
      of: [[exchange(seconds: 2), work(10)], [work(4), exchange(seconds: 2, after: 1)]],
      Self.constants)
    #expect(timeline.spans[0].map(\.end) == [4, 6, 12])
    #expect(timeline.spans[0].map(\.kind) == [.wait, .transfer, .compute])
    #expect(timeline.spans[0].map(\.name) == ["x0", "x0", "w"])
    #expect(timeline.seconds == 12)
    #expect(timeline.idleShare(of: 0) == 0)
    #expect(abs(timeline.idleShare(of: 1) - 8.0 / 12) < 1e-12)
  }

  @Test func aGroupGoesInOrder() {
    // The second needs nothing, but the first has to wait for the work.
    let program: [VirtualStep] = [
      work(5), exchange(0, seconds: 1, after: 1), exchange(1, seconds: 1),
    ]
    #expect(ends([program, program]) == [[5, 6, 7], [5, 6, 7]])
  }

  @Test func bytesAreAliveFromWhereTheyStandInTheQueue() {
    let program: [VirtualStep] = [
      .live(bytes: 10), work(2), .live(bytes: 30), work(1), .live(bytes: -10),
    ]
    let timeline = VirtualClock.timeline(of: [program], Self.constants)
    #expect(
      timeline.liveBytes[0] == [
        .init(time: 0, bytes: 10), .init(time: 2, bytes: 40), .init(time: 3, bytes: 30),
      ])
    #expect(timeline.peakBytes(of: 0) == 40)
  }
}
