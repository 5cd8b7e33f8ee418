import Foundation

/// A run of some tests of a built package, with one fault in force or none.
struct TestRun {
  /// How it ended.
  enum Verdict: Sendable, Equatable {
    /// All tests passed; how many there were, and why some were skipped.
    case passed(Int, skipped: [String])
    /// A test failed, or the process did: what saw it first.
    case failed(String)
  }

  /// The package.
  let package: String
  /// The tests.
  let filter: String
  /// The number of the fault; 0 for none.
  let mutant: Int
  /// A run that takes longer hangs, which no test in order does.
  let limit: TimeInterval

  /// Runs the tests.
  func verdict() throws -> (Verdict, seconds: Double) {
    let log = package + "/.build/mutant-\(mutant)-\(UUID().uuidString).log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: log) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Self.bundle(in: package))
    process.arguments = ["--testing-library", "swift-testing", "--filter", filter]
    process.currentDirectoryURL = URL(fileURLWithPath: package)
    process.environment = ProcessInfo.processInfo.environment.merging([
      MutatedTree.variable: String(mutant), "SWIFT_BACKTRACE": "enable=no",
    ]) { $1 }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    let start = Date()
    try process.run()
    while process.isRunning, Date().timeIntervalSince(start) < limit { usleep(20_000) }
    let hangs = process.isRunning
    if hangs { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let seconds = Date().timeIntervalSince(start)
    let text = String(
      decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    if hangs { return (.failed("no end within \(Int(limit)) s"), seconds) }
    return (Self.verdict(text, status: process.terminationStatus, process), seconds)
  }

  private static func verdict(_ text: String, status: Int32, _ process: Process) -> Verdict {
    let lines = text.split(separator: "\n")
    if process.terminationReason == .exit, status == 0 {
      let last = lines.last { $0.contains("Test run with ") }
      let count = last?.components(separatedBy: "Test run with ").last?.prefix { $0.isNumber }
      let skipped = lines.filter { $0.contains(" skipped") }.compactMap { line in
        line.range(of: "Test ").map { String(line[$0.upperBound...]) }
      }
      return .passed(count.flatMap { Int($0) } ?? 0, skipped: skipped)
    }
    if let issue = lines.first(where: { $0.contains(" recorded an issue") }),
      let start = issue.range(of: "Test ")
    {
      return .failed(String(issue[start.upperBound...].prefix(110)))
    }
    let cause = lines.last { $0.contains("Fatal error") || $0.contains("failed") } ?? "no message"
    return .failed("the process ended with \(status): \(cause.prefix(80))")
  }

  /// The executable that holds all tests.
  private static func bundle(in package: String) throws -> String {
    let folder = package + "/.build/debug"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard let name = names.first(where: { $0.hasSuffix(".xctest") }) else {
      throw Trouble("\(folder) holds no tests")
    }
    #if os(macOS)
      let program = name.replacingOccurrences(of: ".xctest", with: "")
      return "\(folder)/\(name)/Contents/MacOS/\(program)"
    #else
      return folder + "/" + name
    #endif
  }
}
