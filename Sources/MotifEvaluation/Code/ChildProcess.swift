internal import Foundation
internal import MotifCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A process that was run to its end, with all that it started.
///
/// It reads nothing, and what it prints goes to a file, so that no pipe can fill up. It leads a group of
/// its own, which is ended as a whole.
struct ChildProcess: Sendable {
  /// What it ended with; 128 and the signal where a signal ended it, 127 where it could not be started.
  let status: Int32
  let isOutOfTime: Bool
  /// What it printed, both streams together.
  let output: String
  let seconds: Double

  /// At most so many bytes of what was printed are read.
  private static let readOutput = 1 << 16

  /// Runs `command`, a path and arguments, in `folder`, for at most `seconds`.
  ///
  /// - Parameters:
  ///   - environment: its variables; nil gives it those of this process.
  ///   - scratch: the folder for a file with what it prints, which is gone afterwards.
  static func run(
    _ command: [String], environment: [String: String]? = nil, folder: String = "/",
    scratch: String, seconds: Double
  ) -> ChildProcess {
    let printed = TemporaryName.beside(scratch + "/motif-output")
    defer { try? FileOperations.system.remove(printed) }
    let start = now()
    guard let child = spawn(command, environment, folder: folder, printing: printed) else {
      return ChildProcess(
        status: 127, isOutOfTime: false, output: "\(command[0]) cannot be started", seconds: 0)
    }
    var (status, isOutOfTime): (Int32, Bool) = (0, false)
    var pause: UInt32 = 1000
    while true {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child || (ended < 0 && errno != EINTR) { break }
      if now() - start > seconds, !isOutOfTime {
        isOutOfTime = true
        _ = kill(-child, SIGKILL)
      }
      usleep(pause)
      pause = min(20_000, pause * 2)
    }
    // What it left behind in its group ends with it.
    _ = kill(-child, SIGKILL)
    let signal = status & 0x7F
    return ChildProcess(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, isOutOfTime: isOutOfTime,
      output: text(printed), seconds: now() - start)
  }

  private static func text(_ path: String) -> String {
    guard let file = FileHandle(forReadingAtPath: path) else { return "" }
    defer { try? file.close() }
    let size = (try? file.seekToEnd()) ?? 0
    try? file.seek(toOffset: size > readOutput ? size - UInt64(readOutput) : 0)
    return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
  }

  private static func spawn(
    _ command: [String], _ environment: [String: String]?, folder: String, printing path: String
  ) -> pid_t? {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0)=\($1)" }
    var child = pid_t()
    // Not every system's library can change the folder of a process before it begins.
    let shell = "/bin/sh"
    let line = [shell, "-c", "cd \"$0\" && exec \"$@\"", folder] + command
    let failure = withStrings(line) { arguments in
      withStrings(variables) { variables in
        posix_spawn(&child, shell, &actions, &attributes, arguments, variables)
      }
    }
    return failure == 0 ? child : nil
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
