import Foundation
import Testing

/// Ranks as processes, under each launcher of MPI that is installed.
@Suite(
  .serialized,
  .enabled(
    if: !MPIJob.Launcher.installed.isEmpty,
    "no launcher of MPI is installed (apt-get install openmpi-bin)"))
struct MPIJobTests {
  private static let launchers = MPIJob.Launcher.installed

  private func run(
    _ launcher: MPIJob.Launcher, _ ranks: Int, _ errand: String...,
    environment: [String: String] = [:]
  ) throws -> MPIJob.Result {
    try MPIJob(launcher: launcher, ranks: ranks, errand: errand, environment: environment).run()
  }

  /// What jobs keep in shared memory.
  private func segments() -> Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/shm")) ?? []
    return Set(
      names.filter { name in
        ["mpich", "vader", "sm_segment", "osc"].contains { name.hasPrefix($0) }
      })
  }

  @Test(arguments: launchers, [1, 2, 4])
  func theLawsOfCommunicatorsHold(launcher: MPIJob.Launcher, ranks: Int) throws {
    let before = segments()
    let result = try run(launcher, ranks, "laws")
    #expect(result.status == 0, "\(result.all)")
    #expect(result.output == "\(ranks == 1 ? 11 : 21) laws hold on \(ranks) ranks\n")
    #expect(segments().subtracting(before).isEmpty)
  }

  /// Rounds of a few elements, so that larger buffers take hundreds.
  @Test(arguments: launchers)
  func theLawsHoldInRounds(launcher: MPIJob.Launcher) throws {
    let result = try run(launcher, 3, "laws", "100")
    #expect(result.status == 0 && result.output == "21 laws hold on 3 ranks\n", "\(result.all)")
  }

  /// MPICH takes them for four machines, and for two with two ranks each.
  @Test(arguments: [
    ["MPIR_CVAR_NOLOCAL": "1"],
    ["MPIR_CVAR_NUM_CLIQUES": "2", "MPIR_CVAR_CLIQUES_BY_BLOCK": "1"],
  ])
  func severalMachinesCarryAMesh(environment: [String: String]) throws {
    for launcher in Self.launchers {
      let result = try run(launcher, 4, "mesh", environment: environment)
      #expect(
        result.output == "[[3, 3, 12, 12], [5, 10, 5, 10], [15, 15, 15, 15]]\n", "\(result.all)")
    }
  }

  @Test(arguments: launchers)
  func whatARankThrowsEndsAllAndIsNamed(launcher: MPIJob.Launcher) throws {
    for (errand, place) in [("throw", ""), ("fail", " at "), ("drop", "")] {
      let result = try run(launcher, 4, errand, "2")
      #expect(result.status == 5, "\(errand): \(result.all)")
      #expect(result.output == "")
      let sentence = result.error.split(separator: "\n").first { $0.contains("out of paper") }
      #expect(sentence?.hasPrefix("rank 2 failed" + place) == true, "\(result.all)")
      #expect(sentence?.hasSuffix(": out of paper") == true)
      #expect(sentence?.contains("after call \(errand == "drop" ? 1 : 0), barrier at ") == true)
    }
  }

  @Test(arguments: launchers)
  func aRankThatCallsSomethingElseIsNamed(launcher: MPIJob.Launcher) throws {
    let result = try run(launcher, 4, "differ", "3")
    #expect(result.status == 5)
    #expect(result.error.contains("call 1: rank 0 called barrier at "), "\(result.all)")
    #expect(result.error.contains("rank 3 called allReduce(max) of 3 float32 at "))
  }

  /// Stopped before it takes part, at a moment that may be in the midst of a transfer, and when the others
  /// have begun to move their data.
  @Test(arguments: launchers, ["stop", "stop-moving", "stop-announced"])
  func aRankThatStandsStillIsNamedInTime(launcher: MPIJob.Launcher, errand: String) throws {
    let result = try run(launcher, 4, errand, "1")
    #expect(result.status == 5, "\(result.all)")
    let operation = errand == "stop" ? "barrier" : "allReduce(max) of 2097152 float32"
    let sentence = result.error.split(separator: "\n").first { $0.contains("waited 2.0 s in") }
    #expect(sentence?.contains("waited 2.0 s in \(operation) at ") == true, "\(result.all)")
    if errand == "stop-moving" {
      // Stopped in the midst of a message, it can keep those of others from a receiver, who then names them
      // too: seen once in fifty jobs of MPICH, whose queues in shared memory wait for the half-made entry.
      #expect(sentence?.contains("rank 1") == true, "\(result.all)")
    } else {
      #expect(sentence?.hasSuffix(" for rank 1") == true, "\(result.all)")
    }
    // The deadline, a second, and what the launcher takes on a machine that is busy with tests.
    #expect(2..<5 ~= result.secondsAfterEvent, "\(result.secondsAfterEvent) s")
  }

  @Test(arguments: launchers)
  func aRankThatDiesEndsTheJob(launcher: MPIJob.Launcher) throws {
    let result = try run(launcher, 4, "kill", "1")
    #expect([9, 137].contains(result.status), "\(result.status) \(result.all)")
    #expect(!result.output.contains("nothing happened") && result.secondsAfterEvent < 5)
  }

  /// Without its saying so, some launchers would report success.
  @Test(arguments: launchers)
  func aRankThatLeavesInTheMiddleEndsTheJob(launcher: MPIJob.Launcher) throws {
    let result = try run(launcher, 4, "leave", "1")
    #expect(result.status == 5, "\(result.all)")
    #expect(result.error.contains("rank 1 leaves before the end of the job"))
  }

  @Test(arguments: launchers)
  func aSignalToTheLauncherStopsAllTogether(launcher: MPIJob.Launcher) throws {
    var isSent = false
    let result = try MPIJob(launcher: launcher, ranks: 2, errand: ["signal"]).run {
      process, error in
      if !isSent, error.contains("ready") {
        kill(process.processIdentifier, SIGUSR1)
        isSent = true
      }
    }
    for rank in 0..<2 {
      #expect(result.error.contains("rank \(rank) ends with 75"), "\(result.all)")
    }
    // MPICH's launcher says 0 in some of the jobs that it has passed a signal to.
    let passedOn: [Int32] = launcher.name == MPIJob.Launcher.mpich.name ? [0, 75] : [75]
    #expect(passedOn.contains(result.status), "\(result.all)")
    #expect(result.output == "stopped together after some rounds\n")
  }

  /// With another launcher's library every process would be rank 0 of 1 and train alone.
  @Test(.enabled(if: launchers.count == 2, "one of Open MPI and MPICH is not installed"))
  func anotherLaunchersLibraryIsRefused() throws {
    for launcher in Self.launchers {
      let result = try run(
        launcher, 2, "laws", environment: ["MOTIF_MPI_LIBRARY": launcher.wrongLibrary])
      #expect(result.status == 2, "\(result.all)")
      #expect(result.error.contains(" of 2, but "), "\(result.all)")
      #expect(result.error.contains("(\(launcher.wrongLibrary)) says rank 0 of 1: the library"))
    }
  }

  @Test(arguments: launchers)
  func aLibraryThatIsMissingOrNoneIsNamed(launcher: MPIJob.Launcher) throws {
    let missing = try run(
      launcher, 2, "laws", environment: ["MOTIF_MPI_LIBRARY": "/nowhere/libmpi.so"])
    #expect(missing.status == 2)
    #expect(
      missing.error.contains("the library /nowhere/libmpi.so that MOTIF_MPI_LIBRARY names"))
    #expect(missing.error.contains("apt-get install "))
    let none = try run(launcher, 1, "laws", environment: ["MOTIF_MPI_LIBRARY": "libm.so.6"])
    #expect(none.status == 2)
    #expect(none.error.contains("libm.so.6 is not a whole library of MPI 3: it lacks MPI_Init_"))
  }
}

@Suite struct MPIWithoutLauncherTests {
  @Test func noLibraryIsOpened() throws {
    let result = try MPIJob(
      launcher: nil, ranks: 1, errand: ["laws"],
      environment: ["MOTIF_MPI_LIBRARY": "/nowhere/libmpi.so"]
    ).run()
    #expect(result.status == 0 && result.output == "started by hand: MPI was not opened\n")
  }
}
