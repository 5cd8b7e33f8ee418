import MotifCore
import MotifTensor
import Testing

/// What is recorded while operations run.
@Suite(.serialized) struct TraceTests {
  private func work() -> Tensor {
    let x = Tensor(repeating: 0.5, shape: [64, 32]).tracked(name: "x")
    let weight = Tensor(repeating: 0.1, shape: [16, 32]).tracked(name: "w")
    return x.linear(weight).sum()
  }

  @Test func operationsFillTheirPhasesWithoutGaps() throws {
    Trace.start()
    Trace.phase("forward") {
      let loss = work()
      Trace.phase("backward") { _ = loss.backward() }
    }
    // Other tests may run operations meanwhile; they have threads of their own.
    let all = Trace.stop()
    let forward = try #require(all.first { $0.name == "forward" })
    let mine = all.filter { $0.thread == forward.thread }
    #expect(
      mine.map(\.name) == [
        "linear", "sum", "sum gradient", "linear gradient", "backward", "forward",
      ])
    #expect(mine.map(\.isPhase) == [false, false, false, false, true, true])
    let operations = mine.filter { !$0.isPhase }
    #expect(operations[0].start == forward.start)
    #expect(operations[1].start == operations[0].start + operations[0].duration)
    #expect(operations[3].start == operations[2].start + operations[2].duration)
    #expect(mine.allSatisfy { $0.start + $0.duration <= forward.start + forward.duration })
  }

  @Test func whatRunsAgainSaysSo() throws {
    let x = Tensor(repeating: 0.5, shape: [8, 8]).tracked(name: "x")
    let gain = Tensor(repeating: 1, shape: [8])
    func block() -> Tensor { x.rmsNorm(weight: gain, epsilon: 1).linear(x) }
    func names(_ loss: () -> Tensor) throws -> [String] {
      Trace.start()
      Trace.phase("mine") { _ = loss().sum().backward() }
      let all = Trace.stop()
      let mine = try #require(all.first { $0.name == "mine" })
      return all.filter { $0.thread == mine.thread && !$0.isPhase }.map(\.name)
    }
    #expect(
      try names { checkpointed(block) } == [
        "rmsNorm", "linear", "sum", "sum gradient", "rmsNorm again", "linear again",
        "linear gradient", "rmsNorm gradient",
      ])
    #expect(
      try names { selectivelyCheckpointed(block) } == [
        "rmsNorm", "linear", "sum", "sum gradient", "rmsNorm again", "linear gradient",
        "rmsNorm gradient",
      ])
  }

  @Test func nothingIsRecordedUnlessAsked() {
    _ = work()
    #expect(Trace.stop().isEmpty)
    Trace.start(limit: 3)
    for _ in 0..<3 { _ = work() }
    #expect(Trace.stop().count == 3)
    _ = work()
    #expect(Trace.stop().isEmpty)
  }
}
