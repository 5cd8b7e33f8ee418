#if os(Linux)
  import Foundation
  import Glibc
  import Testing

  /// What reaches a terminal, which obeys control characters.
  @Suite struct TerminalTests {
    /// What the program writes when its standard output is a terminal.
    private func shown(_ arguments: [String], in folder: String) throws -> String {
      // Swift does not see posix_openpt and ptsname, which ask the device the same.
      let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (locked, number): (Int32, Int32) = (0, 0)
      let (unlock, nameOf): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
      try #require(ioctl(terminal, unlock, &locked) == 0 && ioctl(terminal, nameOf, &number) == 0)
      let name = "/dev/pts/\(number)"
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Executable.path)
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.standardInput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      let end = open(name, O_WRONLY | O_NOCTTY)
      try #require(end >= 0)
      process.standardOutput = FileHandle(fileDescriptor: end, closeOnDealloc: false)
      try process.run()
      close(end)
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 4096)
      while true {
        // The other end reports an error once the program has left.
        let count = read(terminal, &chunk, chunk.count)
        guard count > 0 else { break }
        bytes += chunk.prefix(count)
      }
      process.waitUntilExit()
      close(terminal)
      // The terminal driver itself writes a carriage return before each line feed.
      return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    }

    @Test func controlCharactersAreShownNotObeyed() throws {
      let place = try Workplace()
      try place.writeTinyRecipe(steps: 2)
      let prompt = "a\u{1B}[31mb\r\u{7}\u{9B}2J"
      let trained = try Executable.run(
        ["tiny.json", "--set", "generation.prompts=[\"\\u001b[2Jx\\n\"]"], in: place.path)
      #expect(trained.status == 0 && !trained.output.contains("\u{1B}"), "\(trained.all)")
      #expect(trained.output.contains("> \\u001b[2Jx\n"), "\(trained.all)")
      let options = ["--prompt", prompt, "--tokens", "3", "--temperature", "0"]
      let onTerminal = try shown(["generate", "runs/tiny"] + options, in: place.path)
      #expect(onTerminal.hasPrefix("a\\u001b[31mb\\r\\u0007\\u009b2J"), "\(onTerminal)")
      let inPipe = try Executable.run(["generate", "runs/tiny"] + options, in: place.path).output
      #expect(inPipe.utf8.starts(with: prompt.utf8), "\(inPipe)")
      let json = try shown(["generate", "runs/tiny", "--json"] + options, in: place.path)
      let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
      #expect(object?["prompt"] as? String == prompt && !json.contains("\u{9B}"), "\(json)")
    }
  }
#endif
