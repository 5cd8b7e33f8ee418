/// What a program's end means to the shell.
package enum ExitCode: Int32, Sendable {
  /// Everything was done.
  case done = 0
  /// The config or the command line makes no sense.
  case usage = 2
  /// A file is missing, damaged or cannot be written.
  case data = 3
  /// Numbers are not finite.
  case numeric = 4
  /// A rank failed or was lost.
  case communication = 5
  /// A signal came; the run is saved and can be resumed.
  case saved = 75
  /// A signal came; there was nothing to save.
  case interrupted = 130
}
