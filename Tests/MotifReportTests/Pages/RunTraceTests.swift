import Foundation
import MotifCore
import MotifReport
import Testing

@Suite struct RunTraceTests {
  private func event(
    _ name: String, _ start: Int, _ duration: Int, isPhase: Bool = false, thread: Int = 0
  ) -> Trace.Event {
    Trace.Event(name: name, isPhase: isPhase, thread: thread, start: start, duration: duration)
  }

  private var trace: RunTrace {
    RunTrace([
      event("linear", 0, 90), event("step 1", 0, 100, isPhase: true),
      event("linear", 100, 40), event("add", 140, 10), event("linear", 150, 20),
      event("save", 120, 500, thread: 1), event("step 2", 100, 100, isPhase: true),
      event("linear", 200, 1000),
      event("add", 2000, 100), event("step 3 \"b\"\\", 2000, 100, isPhase: true),
    ])
  }

  @Test func timeCountsInsideStepsAfterTheFirst() {
    #expect(trace.rows.map(\.name) == ["add", "linear"])
    #expect(trace.rows.map(\.count) == [2, 2])
    #expect(trace.rows.map { ($0.seconds * 1e9).rounded() } == [110, 60])
    #expect((trace.stepSeconds * 1e9).rounded() == 200)
    let last = trace.table.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix("explained") && last.contains("85.0 %") && last.hasSuffix("of 2 steps"))
    #expect(RunTrace([]).table == "The trace holds no training step.")
  }

  @Test func theFileIsChromesFormat() throws {
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(trace.chromeJSON.utf8)) as? [String: Any])
    let events = try #require(object["traceEvents"] as? [[String: Any]])
    #expect(events.count == 10)
    #expect(events[3]["name"] as? String == "add" && events[3]["ph"] as? String == "X")
    #expect(events[3]["ts"] as? Double == 0.14 && events[3]["dur"] as? Double == 0.01)
    #expect(events[9]["name"] as? String == "step 3 \"b\"\\")
    #expect(events[5]["tid"] as? Int == 1)
    #expect(events[1]["cat"] as? String == "phase")
  }
}
