internal import Foundation
package import MotifCore

/// Where the time of a run went: as a picture for a browser, and as a table.
package struct RunTrace: Sendable {
  /// The time of all events of one name.
  package struct Row: Sendable, Equatable {
    /// The operation.
    package let name: String
    /// Seconds in all.
    package let seconds: Double
    /// How many events.
    package let count: Int
  }

  /// What was recorded.
  package let events: [Trace.Event]

  /// A trace of `events`.
  package init(_ events: [Trace.Event]) { self.events = events }

  /// The events in Chrome's trace format, which `chrome://tracing` and Perfetto open.
  package var chromeJSON: String {
    let rows = events.map { event in
      let (start, duration) = (Double(event.start) / 1000, Double(event.duration) / 1000)
      return
        "{\"name\":\(JSONNode.quoted(event.name)),\"cat\":\"\(event.isPhase ? "phase" : "operation")\","
        + "\"ph\":\"X\",\"ts\":\(start),\"dur\":\(duration),\"pid\":1,\"tid\":\(event.thread)}"
    }
    return "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n" + rows.joined(separator: ",\n")
      + "\n]}\n"
  }

  /// The training steps without the first, which pays for fresh memory; the first when it is alone.
  private var steps: [Trace.Event] {
    let steps = events.filter { $0.isPhase && $0.name.hasPrefix("step ") }
    return steps.count > 1 ? Array(steps.dropFirst()) : steps
  }

  /// Operations inside training steps by their time, longest first.
  package var rows: [Row] {
    let steps = steps
    var totals: [String: (nanoseconds: Int, count: Int)] = [:]
    var step = steps.startIndex
    for event in events.filter({ !$0.isPhase }).sorted(by: { $0.start < $1.start }) {
      while step < steps.endIndex, event.start >= steps[step].start + steps[step].duration {
        step += 1
      }
      guard step < steps.endIndex, event.start >= steps[step].start,
        event.thread == steps[step].thread
      else { continue }
      totals[event.name, default: (0, 0)].nanoseconds += event.duration
      totals[event.name, default: (0, 0)].count += 1
    }
    return totals.map { Row(name: $0, seconds: Double($1.nanoseconds) * 1e-9, count: $1.count) }
      .sorted { ($1.seconds, $0.name) < ($0.seconds, $1.name) }
  }

  /// Seconds of the training steps that ``rows`` explains.
  package var stepSeconds: Double { Double(steps.reduce(0) { $0 + $1.duration }) * 1e-9 }

  /// ``rows`` as text, with the share of the steps that they explain.
  package var table: String {
    let (rows, total, count) = (rows, stepSeconds, max(1, steps.count))
    guard total > 0 else { return "The trace holds no training step." }
    let width = rows.map(\.name.count).max() ?? 0
    func line(_ name: String, _ seconds: Double, _ events: String) -> String {
      name.padding(toLength: max(width, 9), withPad: " ", startingAt: 0)
        + String(
          format: "%10.3f ms%7.1f %%  ", seconds * 1000 / Double(count), 100 * seconds / total)
        + events
    }
    let explained = rows.reduce(0) { $0 + $1.seconds }
    return
      (rows.map { line($0.name, $0.seconds, "\($0.count / count) a step") }
      + [line("explained", explained, "of \(steps.count) steps")]).joined(separator: "\n")
  }
}
