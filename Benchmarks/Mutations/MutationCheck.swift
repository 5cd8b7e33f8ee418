import Foundation

/// Plants every fault of a list, one at a time, and asks the tests that should see it.
struct MutationCheck {
  let tree: MutatedTree
  let mutations: [Mutation]
  /// The numbers of those to try, counted from 1.
  let chosen: [Int]
  /// Whether the copy is made and built first.
  let builds: Bool

  /// Copies, builds and tries; returns the faults that no test saw.
  func run() throws -> [Mutation] {
    let start = Date()
    if builds {
      try tree.write(mutations)
      try build()
    }
    let built = Date().timeIntervalSince(start)
    print(String(format: "built %d faults in %.0f s", mutations.count, built))
    let limits = try soundTests()
    var survivors: [Mutation] = []
    for number in chosen {
      let mutation = mutations[number - 1]
      let (verdict, seconds) = try TestRun(
        package: tree.copy, filter: mutation.tests, mutant: number,
        limit: limits[mutation.tests] ?? 600
      ).verdict()
      let time = String(format: "%5.1f s", seconds)
      switch verdict {
      case .failed(let test): print("\(time)  seen      \(mutation.fault)\n           by \(test)")
      case .passed(let count, _):
        survivors.append(mutation)
        print(
          "\(time)  SURVIVES  \(mutation.fault)\n           \(count) tests of \(mutation.tests)")
      }
      fflush(nil)
    }
    print(
      String(
        format: "%d of %d faults seen in %.0f s, of which the build took %.0f s",
        chosen.count - survivors.count, chosen.count, Date().timeIntervalSince(start), built))
    for mutation in survivors {
      print("survivor: \(mutation.fault) (\(mutation.file)), not seen by \(mutation.tests)")
    }
    return survivors
  }

  private func build() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swift", "build", "--build-tests", "--package-path", tree.copy]
    let log = tree.copy + "/mutations.log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(atPath: log) }
    guard process.terminationStatus == 0 else {
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      let errors = Set(text.split(separator: "\n").filter { $0.contains("error:") }).sorted()
      throw Trouble("the faults cannot be built:\n" + errors.joined(separator: "\n"))
    }
  }

  /// Without a fault every filter finds tests, and they pass; by filter, how long a run may take.
  private func soundTests() throws -> [String: TimeInterval] {
    var limits: [String: TimeInterval] = [:]
    for filter in Set(chosen.map { mutations[$0 - 1].tests }).sorted() {
      let (verdict, seconds) = try TestRun(
        package: tree.copy, filter: filter, mutant: 0, limit: 600
      ).verdict()
      switch verdict {
      case .passed(0, _): throw Trouble("\(filter) finds no test")
      case .passed(_, let skipped):
        limits[filter] = max(60, 20 * seconds)
        for test in skipped {
          print("\(filter) leaves out a test, and what it alone would see survives: \(test)")
        }
      case .failed(let test): throw Trouble("\(filter) fails without a fault: \(test)")
      }
    }
    return limits
  }
}
