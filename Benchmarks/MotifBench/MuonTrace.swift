import Foundation
import MotifCore
import MotifDistributed

/// Parallel Muon as a picture in Chrome's trace format: a process for each rank, its communication on
/// one track and its computation on another.
struct MuonTrace {
  private var rows: [String] = []

  /// Adds the ranks of a virtual step, as processes from `first` on.
  mutating func add(_ schedule: VirtualSchedule, from first: Int) {
    for (rank, clock) in schedule.ranks.enumerated() {
      name(process: first + rank, "virtual rank \(rank)")
      for span in clock.spans where span.end > span.arrival {
        let track = span.work.isCommunication ? 1 : 0
        if span.start > span.arrival {
          add("wait for ranks", first + rank, track, from: span.arrival, to: span.start)
        }
        add("\(span.work) \(span.chunk)", first + rank, track, from: span.start, to: span.end)
      }
    }
  }

  /// Adds what threads recorded while they were ranks; a phase `rank N` tells which one a thread is.
  ///
  /// A gather is in flight from the end of its phase until its chunk's computation has waited for it, a
  /// scatter until its update has.
  mutating func add(_ events: [Trace.Event], from first: Int) {
    var ranks: [Int: Int] = [:]
    for event in events where event.isPhase && event.name.hasPrefix("rank ") {
      ranks[event.thread] = Int(event.name.dropFirst(5))
    }
    for rank in Set(ranks.values).sorted() { name(process: first + rank, "thread rank \(rank)") }
    for event in events {
      guard let rank = ranks[event.thread] else { continue }
      let (start, end) = (Self.seconds(event.start), Self.seconds(event.start + event.duration))
      add(event.name, first + rank, 0, from: start, to: end)
    }
    for (thread, rank) in ranks {
      let own = events.filter { $0.thread == thread }
      for (work, reader) in [("gather", "compute"), ("scatter", "update")] {
        for sent in own where sent.isPhase && sent.name.hasPrefix(work + "(") {
          let chunk = sent.name.dropFirst(work.count)
          guard
            let phase = own.first(where: { $0.name == reader + chunk && $0.start >= sent.start }),
            let wait = own.first(where: {
              $0.name == "wait for " + work && $0.start >= phase.start
            })
          else { continue }
          flight(
            "\(work)\(chunk)", first + rank, from: Self.seconds(sent.start + sent.duration),
            to: Self.seconds(wait.start + wait.duration))
        }
      }
    }
  }

  /// Writes the file.
  func write(to path: String) throws(BenchError) {
    let text =
      "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n" + rows.joined(separator: ",\n") + "\n]}\n"
    do {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    } catch {
      throw BenchError(description: "\(path) cannot be written: \(error.localizedDescription)")
    }
  }

  private mutating func name(process: Int, _ name: String) {
    rows.append(
      "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":\(process),\"args\":{\"name\":\"\(name)\"}}")
    for (track, text) in ["computation", "communication"].enumerated() {
      rows.append(
        "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":\(process),\"tid\":\(track),"
          + "\"args\":{\"name\":\"\(text)\"}}")
    }
  }

  private mutating func add(
    _ name: String, _ process: Int, _ track: Int, from start: Double, to end: Double
  ) {
    rows.append(
      "{\"name\":\(JSONNode.quoted(name)),\"ph\":\"X\",\"ts\":\(start * 1e6),\"dur\":\((end - start) * 1e6),"
        + "\"pid\":\(process),\"tid\":\(track)}")
  }

  /// Flights overlap, so that each is an event of its own beside the tracks.
  private mutating func flight(_ name: String, _ process: Int, from start: Double, to end: Double) {
    let id = rows.count
    for (phase, time) in [("b", start), ("e", end)] {
      rows.append(
        "{\"name\":\"\(name)\",\"cat\":\"flight\",\"ph\":\"\(phase)\",\"id\":\(id),\"ts\":\(time * 1e6),"
          + "\"pid\":\(process),\"tid\":1}")
    }
  }

  private static func seconds(_ nanoseconds: Int) -> Double { Double(nanoseconds) * 1e-9 }
}
