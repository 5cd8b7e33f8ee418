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
