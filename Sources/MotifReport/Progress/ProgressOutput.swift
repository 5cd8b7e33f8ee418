internal import Foundation

/// Where a ``ProgressLine`` is shown.
public struct ProgressOutput {
  /// Whether the line can be rewritten in place.
  public var isTerminal: Bool
  /// Columns of the terminal.
  public var width: Int
  /// Seconds on a clock that never goes back.
  public var now: () -> Double
  /// Shows text.
  public var write: (String) -> Void

  /// An output of your own.
  public init(
    isTerminal: Bool, width: Int = 100, now: @escaping () -> Double,
    write: @escaping (String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.width = width
    self.now = now
    self.write = write
  }

  /// Shows nothing.
  public static var silent: ProgressOutput {
    ProgressOutput(isTerminal: false, now: { 0 }, write: { _ in })
  }

  /// The standard error, where progress does not mix with results.
  public static var standardError: ProgressOutput { descriptor(2) }

  /// The standard output.
  public static var standardOutput: ProgressOutput { descriptor(1) }

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
