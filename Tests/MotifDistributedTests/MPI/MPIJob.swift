import Foundation
import MotifTestSupport

/// A job of `motif-mpi-check` under a launcher of MPI.
struct MPIJob: Sendable {
  /// A launcher that may be installed here.
  struct Launcher: Sendable, CustomStringConvertible {
    let name: String
    let arguments: [String]
    /// Of another launcher.
    let wrongLibrary: String

    static let openMPI = Launcher(
      name: "mpirun.openmpi",
      arguments: ["--allow-run-as-root", "--bind-to", "none", "--oversubscribe"],
      wrongLibrary: "libmpich.so.12")
    static let mpich = Launcher(
      name: "mpiexec.mpich", arguments: [], wrongLibrary: "libmpi.so.40")

    static let installed = [openMPI, mpich].filter { $0.path != nil }

    /// Where it is installed; nil where it is not.
    var path: String? {
      let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      return folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
    }

    var description: String { name }
  }

  /// What a finished job left.
  struct Result {
    let status: Int32
    let output: String
    let error: String
    /// Seconds from the moment that a rank noted to the end of the job.
    let secondsAfterEvent: Double
    var all: String { output + error }
  }

  /// Nil for a process without a launcher.
  let launcher: Launcher?
  let ranks: Int
  let errand: [String]
  var environment: [String: String] = [:]

  static let program = Bundle.main.bundleURL.appendingPathComponent("motif-mpi-check").path

  private static let longest: TimeInterval = 90

  /// Runs it; `whileRunning` is asked again and again with the errors so far.
  func run(whileRunning: (Process, String) -> Void = { _, _ in }) throws -> Result {
    let files = ["out", "err"].map { "\(TemporaryRoot.path)/mpi-\(UUID().uuidString).\($0)" }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: launcher?.path ?? Self.program)
    process.arguments =
      (launcher.map { $0.arguments + ["-n", "\(ranks)", Self.program] } ?? []) + errand
    process.environment = cleanEnvironment
    process.standardInput = FileHandle.nullDevice
    for file in files { try Data().write(to: URL(fileURLWithPath: file)) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: files[0]))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: files[1]))
    let start = Date()
    try Self.withoutBlockedSignals { try process.run() }
    while process.isRunning {
      whileRunning(process, try String(contentsOfFile: files[1], encoding: .utf8))
      if Date().timeIntervalSince(start) > Self.longest {
        kill(process.processIdentifier, SIGKILL)
      }
      usleep(5000)
    }
    let end = Date().timeIntervalSince1970
    let error = try String(contentsOfFile: files[1], encoding: .utf8)
    let event = error.split(separator: "\n").first { $0.hasPrefix("at ") }
      .flatMap { Double($0.dropFirst(3)) }
    return Result(
      status: process.terminationReason == .uncaughtSignal
        ? -process.terminationStatus : process.terminationStatus,
      output: try String(contentsOfFile: files[0], encoding: .utf8), error: error,
      secondsAfterEvent: event.map { end - $0 } ?? 0)
  }

  /// Threads of Dispatch block signals, and a launcher would inherit that.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  /// Without what a launcher of the tests themselves may have left.
  private var cleanEnvironment: [String: String] {
    let prefixes = ["OMPI_", "PMIX_", "PMI_", "HYDI_", "MPI_LOCAL", "SLURM_", "MOTIF_MPI"]
    var result = ProcessInfo.processInfo.environment.filter { entry in
      !prefixes.contains { entry.key.hasPrefix($0) }
    }
    result["SWIFT_BACKTRACE"] = "enable=no"
    return result.merging(environment) { $1 }
  }
}
