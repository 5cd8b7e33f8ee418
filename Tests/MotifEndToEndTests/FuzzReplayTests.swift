import Foundation
import Testing

/// Damaged files for every reader, the same on every run: no trap, no hang, no memory out of
/// proportion to the file.
///
/// Each format is replayed in a process of its own, whose kernel limits end it at the first case
/// that takes too much. The long mode is described in CONTRIBUTING.md.
@Suite struct FuzzReplayTests {
  /// The formats and how many cases of each are read, by what a case costs.
  private static let formats = [
    ("config", 600), ("arguments", 400), ("model-config", 2500), ("safetensors", 2500),
    ("shard-index", 2500), ("tokenizer", 1500), ("json-lines", 1500), ("text", 1000),
    ("gzip", 1500), ("zstandard", 1500), ("token-shard", 1500),
    ("conversations", 1500), ("chat-template", 1500), ("instructions", 500), ("task", 500),
    ("questions", 1000), ("manifest", 2500),
    ("state", 2500), ("metrics", 1000), ("inside", 1000),
  ]

  private func replay(_ format: String, cases: Int) throws -> Executable.Result {
    let place = try Workplace()
    let result = try Executable.run(
      ["replay", format, String(cases), "scratch"], in: place.path, program: Executable.fuzzer)
    guard result.status != 0 else { return result }
    // The case that ended the process still lies where the readers found it.
    let files = FileManager.default.enumerator(atPath: place.path + "/scratch")?.allObjects ?? []
    let text = files.compactMap { file in
      FileManager.default.contents(atPath: "\(place.path)/scratch/\(file)").map {
        "\(file): \($0.prefix(400).debugText)"
      }
    }
    return Executable.Result(
      status: result.status, output: result.output,
      error: result.error + text.joined(separator: "\n"))
  }

  @Test func everyFormatIsReplayed() throws {
    let place = try Workplace()
    let listed = try Executable.run(["list"], in: place.path, program: Executable.fuzzer)
    #expect(listed.output.split(separator: "\n").map(String.init) == Self.formats.map(\.0))
  }

  @Test(arguments: formats)
  func damagedFilesAreRefusedOrRead(format: String, cases: Int) throws {
    let result = try replay(format, cases: cases)
    #expect(result.status == 0, "\(format) ended with \(result.status): \(result.all)")
    #expect(result.output == "\(format): \(cases) cases\n")
  }

  #if os(Linux)
    /// What ends a reader that believes an index, never comes to an end, reserves what the file
    /// declares, and follows the file's nesting on its stack.
    private static let planted: [(String, [Int32])] = [
      ("planted-trap", [SIGILL, SIGTRAP]), ("planted-hang", [SIGPROF]),
      ("planted-allocation", [SIGILL, SIGTRAP, SIGABRT]), ("planted-recursion", [SIGSEGV, SIGBUS]),
    ]

    @Test(arguments: planted) func wrongReadersAreCaught(format: String, signals: [Int32]) throws {
      let result = try replay(format, cases: 1000)
      #expect(signals.contains(-result.status), "\(format): \(result.status) \(result.all)")
    }
  #endif
}

extension Data {
  /// The bytes as text, what is not ASCII in hexadecimal.
  fileprivate var debugText: String {
    map {
      0x20..<0x7F ~= $0
        ? String(UnicodeScalar($0)) : "\\x" + String(format: "%02x", $0)
    }.joined()
  }
}
