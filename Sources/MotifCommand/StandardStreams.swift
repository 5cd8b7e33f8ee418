internal import Foundation
package import MotifCore
internal import Synchronization

/// The standard streams of a program that must outlive them.
///
/// A reader that leaves, such as `head`, a full disk behind a redirection and a stream that was
/// closed by the parent are all ordinary; none may end a training run, and none may lose a result
/// without a word.
package enum StandardStreams {
  /// Makes writing safe: a lost reader and a file that may not grow are errors, not signals, and a
  /// closed stream takes no file's place.
  ///
  /// Call it first. Without it, the next file to be opened would take the place of a closed stream,
  /// and messages would be written into it.
  package static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
      if stream == STDOUT_FILENO { isOutputClosed.store(true, ordering: .relaxed) }
      // The lowest free number is the one of the closed stream.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Writes results to the standard output; a terminal gets control characters in a visible form.
  ///
  /// Throws ``FileError`` when they are lost: the disk is full, the reader has left, or the stream was
  /// closed when the program began.
  ///
  /// - Parameter isVisible: whether that was done already, and what is left colours text.
  package static func write(_ text: String, isVisible: Bool = false) throws(FileError) {
    let name = "the standard output"
    guard !isOutputClosed.load(ordering: .relaxed) else {
      throw FileError(path: name, reason: "is closed, and what was to be written to it is lost")
    }
    let shown = !isVisible && isatty(STDOUT_FILENO) == 1 ? VisibleText.of(text) : text
    try FileOperations.system.write(shown, to: STDOUT_FILENO, called: name)
  }

  /// All bytes of the standard input.
  ///
  /// Throws ``FileError`` when it cannot be read.
  static func read() throws(FileError) -> Data {
    do {
      return try FileHandle.standardInput.readToEnd() ?? Data()
    } catch {
      throw FileError(path: "the standard input", reason: "cannot be read")
    }
  }

  /// Writes a message to the standard error, where nobody can be told that it is lost.
  ///
  /// Names in it may come from files: their control characters become visible.
  package static func tell(_ text: String) {
    try? FileOperations.system.write(
      VisibleText.of(text) + "\n", to: STDERR_FILENO, called: "the standard error")
  }

  private static let isOutputClosed = Atomic(false)
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
