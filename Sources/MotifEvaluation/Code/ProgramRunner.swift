internal import Foundation
package import MotifCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Runs Python programs that a model wrote, each in a process of its own with limits.
///
/// Time, processor time, memory and output are limited, the folder is an empty one, the environment says
/// nothing of the user's, and where the system lets an ordinary user do it the process has no network and
/// no view of other processes. It is no prison: a program runs with the user's rights to files.
package struct ProgramRunner: Sendable {
  /// What a program may use.
  package struct Limits: Sendable, Equatable {
    /// Seconds until it is ended.
    package var seconds = 10.0
    /// Bytes of address space.
    package var memory = 2 << 30
    /// Bytes that it may write to a file, and of what it prints.
    package var output = 1 << 20

    /// The usual limits.
    package init() {}
  }

  private let python: String
  private let wrapper: [String]
  private let limits: Limits
  private let scratch: String
  /// Whether programs are cut off from the network.
  package var isCutOff: Bool { !wrapper.isEmpty }

  /// How much of what a program printed is kept.
  private static let keptOutput = 1000

  /// A runner that uses the `python3` on the path.
  ///
  /// - Parameter scratch: where the programs' folders are made, which are gone afterwards; nil takes the
  ///   system's folder for that.
  ///
  /// Throws ``FileError`` when there is no such program.
  package init(limits: Limits = Limits(), scratch: String? = nil) throws(FileError) {
    self.limits = limits
    let scratch = scratch ?? FileManager.default.temporaryDirectory.path
    self.scratch = scratch
    guard let found = Self.find("python3") else {
      throw FileError(
        path: "python3", reason: "is not on the PATH; programs that models write are run with it")
    }
    // What is on the path may only point to the interpreter, by the environment.
    let asked = ChildProcess.run(
      [found, "-c", "import sys; print(sys.executable)"], scratch: scratch, seconds: 30
    )
    let executable = asked.output.split(separator: "\n").first.map(String.init) ?? ""
    guard asked.status == 0, executable.hasPrefix("/") else {
      throw FileError(path: found, reason: "does not run: \(asked.output.prefix(200))")
    }
    python = executable
    wrapper = Self.wrapper(scratch)
  }

  /// The command before another that cuts it off from the network; empty where the system has none.
  private static func wrapper(_ scratch: String) -> [String] {
    guard let unshare = find("unshare") else { return [] }
    let wrappers = [
      [unshare, "--map-root-user", "--net", "--pid", "--fork", "--kill-child"],
      [unshare, "--map-root-user", "--net"],
    ]
    return wrappers.first {
      ChildProcess.run($0 + ["true"], scratch: scratch, seconds: 10).status == 0
    } ?? []
  }

  /// Where a program lies on the path; nil when it is nowhere.
  private static func find(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Runs `program` to its end or its limits.
  ///
  /// Throws ``FileError`` when the folder for it cannot be made.
  package func run(_ program: String) throws(FileError) -> ProgramOutcome {
    let operations = FileOperations.system
    let folder = TemporaryName.beside(scratch + "/motif-program")
    try operations.makeFolder(folder)
    defer { try? operations.remove(folder) }
    let file = folder + "/program.py"
    try DurableFile.replace(file) { content throws(FileError) in try content.append(program) }
    // Not in the shell's place: in a space of its own the first process hears no signal.
    let shell = """
      ulimit -t \(Int(limits.seconds.rounded(.up)) + 1); ulimit -v \(limits.memory >> 10); \
      ulimit -f \(limits.output >> 9); ulimit -c 0; "$@"; exit $?
      """
    let command = wrapper + ["/bin/sh", "-c", shell, "sh", python, "-I", "-B", file]
    let child = ChildProcess.run(
      command, environment: ["PATH": "/usr/bin:/bin", "HOME": folder, "TMPDIR": folder],
      folder: folder, scratch: scratch, seconds: limits.seconds)
    return ProgramOutcome(
      isPassed: child.status == 0, end: Self.end(child),
      output: String(child.output.suffix(Self.keptOutput)), seconds: child.seconds)
  }

  private static func end(_ child: ChildProcess) -> String {
    if child.isOutOfTime { return "out of time" }
    return child.status == 0 ? "passed" : "failed"
  }
}
