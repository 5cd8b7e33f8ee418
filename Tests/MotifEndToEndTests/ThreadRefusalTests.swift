#if os(Linux)
  import Foundation
  import Testing

  /// A system that refuses threads: the run goes on with those it has, and the first signal ends it.
  ///
  /// The super-user becomes another one for it, since the limit on a user's threads does not bind him;
  /// where that is not possible, the tests are skipped.
  @Suite(.serialized) struct ThreadRefusalTests {
    private let place: Workplace

    init() throws {
      place = try Workplace()
      try place.writeTinyRecipe(steps: 40)
      // Another user writes here.
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: place.path)
    }

    /// A line of shell that runs the program, or a whole script, as a user who has no other process
    /// and may have so many threads in all.
    private static func line(_ user: Int, threads: Int, _ script: String) -> String {
      "exec setpriv --reuid=\(user) --clear-groups prlimit --nproc=\(threads) sh -c '\(script)'"
    }

    /// Whether the program runs as another user, and a shell that may not fork says so.
    static let canLimit: Bool = {
      guard getuid() == 0, let place = try? Workplace() else { return false }
      func status(_ threads: Int) -> Int32? {
        let script = "\"$MOTIF\" --schema > /dev/null || exit 9; true"
        return try? Executable.shell(line(61_000, threads: threads, script), in: place.path).status
      }
      return status(100) == 0 && status(1) != 0
    }()

    @Test(.enabled(if: canLimit), arguments: [1, 2, 3])
    func aRunGoesOnWithTheThreadsItHas(_ threads: Int) throws {
      let whole = try Executable.run(
        ["tiny.json", "--set", "name=whole", "--set", "threads=3"], in: place.path)
      #expect(whole.status == 0, "\(whole.all)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o777], ofItemAtPath: place.path + "/runs")
      let arguments = "tiny.json --set name=few\(threads) --set threads=3"
      let run = try Executable.shell(
        Self.line(61_000 + threads, threads: threads, "exec \"$MOTIF\" " + arguments),
        in: place.path)
      #expect(run.status == 0, "\(run.all)")
      #expect(
        try place.hashes("few\(threads)", step: 40) == place.hashes("whole", step: 40))
      // One to compute and one to save are asked for first or last; what is missing is said once.
      let computing = run.error.components(
        separatedBy: "the system refused threads: computing with")
      let saving = run.error.components(separatedBy: "the system refused a thread for saving")
      #expect((computing.count - 1) + (saving.count - 1) >= 1, "\(run.all)")
      #expect(computing.count <= 2 && saving.count <= 2, "\(run.all)")
      if threads == 1 { #expect(computing.count == 2 && saving.count == 2, "\(run.all)") }
    }

    @Test(.enabled(if: canLimit), arguments: [SIGTERM, SIGINT])
    func theFirstSignalEndsARunWithoutThreads(_ signal: Int32) throws {
      let arguments = "tiny.json --set training.steps=100000 --set checkpoint.interval=1"
      let running = try Executable.startShell(
        Self.line(61_010, threads: 1, "exec \"$MOTIF\" " + arguments), in: place.path)
      let log = place.path + "/runs/tiny/metrics.jsonl"
      running.wait { (FileManager.default.contents(atPath: log)?.count ?? 0) > 2000 }
      running.send(signal)
      let ended = try running.wait()
      #expect(ended.status == 75 && ended.error.contains("saved"), "\(ended.status) \(ended.all)")
    }
  }
#endif
