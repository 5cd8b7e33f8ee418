internal import Foundation

/// Where a ``ProgressLine`` is shown.
package struct ProgressOutput {
  /// Whether the line can be rewritten in place.
  package var isTerminal: Bool
  /// Columns of the terminal.
  package var width: Int
  /// Seconds on a clock that never goes back.
  package var now: () -> Double
  /// Shows text.
  package var write: (String) -> Void

  /// An output of your own.
  package init(
    isTerminal: Bool, width: Int = 100, now: @escaping () -> Double,
    write: @escaping (String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.width = width
    self.now = now
    self.write = write
  }

  /// Shows nothing.
  package static var silent: ProgressOutput {
    ProgressOutput(isTerminal: false, now: { 0 }, write: { _ in })
  }

  /// The standard error, where progress does not mix with results.
  package static var standardError: ProgressOutput { descriptor(2) }

  /// The standard output.
  package static var standardOutput: ProgressOutput { descriptor(1) }

  private static func descriptor(_ number: Int32) -> ProgressOutput {
    let isDumb = ProcessInfo.processInfo.environment["TERM"] ?? "dumb" == "dumb"
    var size = winsize()
    let known = ioctl(number, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return ProgressOutput(
      isTerminal: isatty(number) == 1 && !isDumb, width: known ? Int(size.ws_col) : 100,
      now: { ProcessInfo.processInfo.systemUptime },
      // A closed pipe must not end a run: progress is lost, training goes on.
      write: { text in
        try? FileHandle(fileDescriptor: number).write(contentsOf: Data(text.utf8))
      })
  }
}
