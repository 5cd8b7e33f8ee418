internal import Foundation
package import MotifCore

/// The standard streams of a program that must outlive them.
///
/// A reader that leaves, such as `head`, a full disk behind a redirection and a stream that was
/// closed by the parent are all ordinary; none may end a training run.
package enum StandardStreams {
  /// Makes writing safe: a lost reader is an error, not a signal, and a closed stream leads nowhere.
  ///
  /// Call it first. Without it, the next file to be opened would take the place of a closed stream,
  /// and messages would be written into it.
  package static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
      // The lowest free number is the one of the closed stream.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Writes results to the standard output.
  ///
  /// Throws ``FileError`` when they are lost. A reader that left has what it wanted: no error.
  package static func write(_ text: String) throws(FileError) {
    do {
      try FileOperations.system.write(text, to: STDOUT_FILENO, called: "the standard output")
    } catch {
      if !isReaderGone { throw error }
    }
  }

  /// Writes a message to the standard error, where nobody can be told that it is lost.
  package static func tell(_ text: String) {
    try? FileOperations.system.write(text + "\n", to: STDERR_FILENO, called: "the standard error")
  }

  /// Whether the standard output is a pipe without a reader.
  private static var isReaderGone: Bool {
    var state = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    return poll(&state, 1, 0) == 1 && state.revents & Int16(POLLERR) != 0
  }
}

extension FileOperations {
  fileprivate func write(
    _ text: String, to descriptor: Int32, called name: String
  ) throws(FileError) {
    try Array(text.utf8).withUnsafeBufferPointer { bytes throws(FileError) in
      try write(descriptor, UnsafeRawBufferPointer(bytes), name)
    }
  }
}
