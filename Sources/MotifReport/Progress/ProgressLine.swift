internal import Foundation
internal import MotifCore

/// One line that tells how far a long task is: rewritten in place on a terminal, now and then a
/// plain line in a pipe or a log file.
///
/// `training  120/1000 steps  loss 3.2140  12.3k tok/s  lr 4e−4  ETA 1:23:45`
package final class ProgressLine {
  /// A value shown beside the count.
  package enum Detail: Sendable {
    /// The training loss.
    case loss(Double)
    /// The learning rate.
    case learningRate(Double)
    /// Anything else.
    case text(String)

    var description: String {
      switch self {
      case .loss(let value): String(format: "loss %.4f", value)
      case .learningRate(let value): "lr " + NumberText.power(value)
      case .text(let text): text
      }
    }
  }

  private let label: String
  private let total: Int?
  private let unit: String
  private let workUnit: String
  private let output: ProgressOutput
  private let start: Double
  private var lastShown = -Double.infinity
  private var current = ""
  private var lastLine = ""
  /// Recent (time, done, work), oldest first: rates are those of the last half minute.
  private var history: [(time: Double, done: Int, work: Int)] = []

  /// Begins a task called `label` of `total` units, or of unknown length.
  ///
  /// `workUnit` names what the rate counts, such as `tok`; it may differ from the unit of the count.
  package init(
    _ label: String, total: Int? = nil, unit: String = "steps", workUnit: String = "tok",
    output: ProgressOutput = .standardError
  ) {
    self.label = label
    self.total = total
    self.unit = unit
    self.workUnit = workUnit
    self.output = output
    start = output.now()
    history = [(start, 0, 0)]
  }

  /// Tells that this task goes on from `done`, for a run that is resumed: the rate counts from here.
  package func resume(at done: Int, work: Int = 0) { history = [(output.now(), done, work)] }

  /// Tells what keeps the task busy while its count stands still, such as `validating`.
  ///
  /// As cheap to call often as ``update(_:work:_:)``.
  package func busy(_ text: String) {
    let now = output.now()
    guard now - lastShown >= (output.isTerminal ? 0.1 : 10) else { return }
    lastShown = now
    show(lastLine.isEmpty ? "\(label)  \(text)" : "\(lastLine)  \(text)")
  }

  /// Reports that `done` units are finished, `work` work units since the beginning or the resume.
  ///
  /// Cheap to call often: ten times a second is shown on a terminal, a line every ten seconds else.
  package func update(_ done: Int, work: Int = 0, _ details: [Detail] = []) {
    let now = output.now()
    if now - history[history.count - 1].time >= 0.1 { history.append((now, done, work)) }
    while history.count > 2, now - history[1].time > 30 { history.removeFirst() }
    guard now - lastShown >= (output.isTerminal ? 0.1 : 10) || done == total else { return }
    lastShown = now
    lastLine = line(done, work, details)
    show(lastLine)
  }

  /// Prints a line of its own, above the progress line where there is one.
  package func note(_ text: String) {
    if output.isTerminal {
      output.write("\r\u{1B}[K" + text + "\n" + current)
    } else {
      output.write(text + "\n")
    }
  }

  /// Ends the line; `summary` replaces what it showed.
  package func finish(_ summary: String? = nil) {
    end((summary ?? "done") + " in " + Self.duration(output.now() - start))
  }

  /// Ends the line with `summary` alone, for a task that tells a time of its own.
  package func end(_ summary: String) {
    output.write((output.isTerminal ? "\r\u{1B}[K" : "") + label + "  " + summary + "\n")
    current = ""
  }

  private func show(_ text: String) {
    if output.isTerminal {
      current = String(text.prefix(max(1, output.width - 1)))
      output.write("\r" + current + "\u{1B}[K")
    } else {
      output.write(text + "\n")
    }
  }

  private func line(_ done: Int, _ work: Int, _ details: [Detail]) -> String {
    let first = history[0]
    let seconds = output.now() - first.time
    var parts = [label, total.map { "\(done)/\($0) \(unit)" } ?? "\(done) \(unit)"]
    let shown = details.map(\.description)
    parts += shown.prefix(1)
    if work > first.work, seconds > 0 {
      parts.append(
        NumberText.short(Double(work - first.work) / seconds, digits: 3) + " \(workUnit)/s")
    }
    parts += shown.dropFirst()
    if let total, done > first.done, done < total, seconds > 0 {
      let left = Double(total - done) * seconds / Double(done - first.done)
      parts.append("ETA " + Self.duration(left))
    }
    return parts.joined(separator: "  ")
  }

  /// Seconds of something short: `85 ms`, `2.4 s`, and clocks from a minute on.
  package static func exact(_ seconds: Double) -> String {
    if seconds < 1 { return NumberText.fixed(seconds * 1000, 0) + " ms" }
    return seconds < 60 ? NumberText.fixed(seconds, 1) + " s" : duration(seconds)
  }

  /// Seconds as `5 s`, `2:05` or `1:02:05`, with days as `3 d 4:00:00`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "unknown" }
    let whole = Int(max(0, seconds).rounded())
    let (days, hours, minutes) = (whole / 86400, whole / 3600 % 24, whole / 60 % 60)
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return String(format: "%d:%02d", minutes, whole % 60) }
    let clock = String(format: "%d:%02d:%02d", hours, minutes, whole % 60)
    return days > 0 ? "\(days) d \(clock)" : clock
  }
}
