import Foundation
import Testing

/// The built `motif-train`, run as a process.
struct Executable {
  /// What a finished process left.
  struct Result {
    let status: Int32
    let output: String
    let error: String
    var all: String { output + error }
  }

  /// The folder in which the build puts test bundle and executables.
  private static let folder: URL = {
    #if os(macOS)
      let products = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }!.bundleURL
        .deletingLastPathComponent()
    #else
      let products = Bundle.main.bundleURL
    #endif
    return products
  }()

  static let path = folder.appendingPathComponent("motif-train").path

  /// The program that feeds damaged files to the readers of this package.
  static let fuzzer = folder.appendingPathComponent("motif-fuzz").path

  /// Starts the program; its output goes to files in `folder`, so that no pipe can fill up.
  static func start(_ arguments: [String], in folder: String) throws -> Running {
    try start(path, arguments, in: folder)
  }

  /// Runs a line of shell in which `"$MOTIF"` is the program.
  static func shell(_ line: String, in folder: String) throws -> Result {
    try startShell(line, in: folder).wait()
  }

  /// Starts a line of shell in which `"$MOTIF"` is the program.
  static func startShell(_ line: String, in folder: String) throws -> Running {
    try start("/bin/sh", ["-c", line], in: folder)
  }

  private static func start(
    _ program: String, _ arguments: [String], in folder: String
  ) throws -> Running {
    let running = Running(folder: folder)
    let process = running.process
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    // Backtraces of programs that are meant to crash would take seconds each.
    let own = ["MOTIF": path].merging(program == fuzzer ? ["SWIFT_BACKTRACE": "enable=no"] : [:]) {
      $1
    }
    process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    for file in [running.outputPath, running.errorPath] {
      try Data().write(to: URL(fileURLWithPath: file))
    }
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: running.outputPath))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: running.errorPath))
    try process.run()
    return running
  }

  /// Runs a program, `motif-train` if no other is named, to its end.
  static func run(
    _ arguments: [String], in folder: String, program: String = path
  ) throws -> Result {
    try start(program, arguments, in: folder).wait()
  }

  /// A process on its way.
  final class Running {
    let process = Process()
    let outputPath: String
    let errorPath: String

    init(folder: String) {
      let name = UUID().uuidString
      outputPath = "\(folder)/\(name).out"
      errorPath = "\(folder)/\(name).err"
    }

    /// Sends a signal; a process that is gone gets none, as its number may be another's by now.
    func send(_ signal: Int32) {
      if process.isRunning { kill(process.processIdentifier, signal) }
    }

    var errorSoFar: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

    /// Waits until `condition` holds or the process ends; polls every half millisecond.
    func wait(until condition: () -> Bool) {
      while process.isRunning, !condition() { usleep(500) }
    }

    func wait() throws -> Result {
      process.waitUntilExit()
      let status = process.terminationStatus
      return Result(
        status: process.terminationReason == .uncaughtSignal ? -status : status,
        output: try String(contentsOfFile: outputPath, encoding: .utf8),
        error: try String(contentsOfFile: errorPath, encoding: .utf8))
    }
  }
}
