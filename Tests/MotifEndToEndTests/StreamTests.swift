import Foundation
import MotifOptimizer
import MotifReport
import MotifTrainer
import Testing

/// Standard streams that are full, closed or without a reader.
@Suite struct StreamTests {
  private func place() throws -> Workplace {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 6)
    return place
  }

  #if os(Linux)
    @Test(arguments: ["--schema", "--help", "tiny.json --print-config", "tiny.json"])
    func aFullDiskBehindTheOutputIsSaid(_ arguments: String) throws {
      let place = try place()
      let result = try Executable.shell("\"$MOTIF\" \(arguments) > /dev/full", in: place.path)
      #expect(result.status == 3 && !result.error.contains("Fatal error"), "\(result.all)")
      #expect(result.error.contains("the standard output: cannot write: the disk is full"))
    }

    @Test func progressThatIsLostStopsNothing() throws {
      let place = try place()
      let result = try Executable.shell("\"$MOTIF\" tiny.json 2> /dev/full", in: place.path)
      #expect(result.status == 0 && result.output.contains("Samples"), "\(result.all)")
    }
  #endif

  @Test func aReaderThatLeavesStopsNothing() throws {
    let place = try place()
    let result = try Executable.shell(
      "{ \"$MOTIF\" tiny.json 2>&1; echo $? > status; } | head -n 1", in: place.path)
    #expect(result.output.split(separator: "\n").count == 1, "\(result.all)")
    // The summary is lost, the run is not.
    #expect(try String(contentsOfFile: place.path + "/status", encoding: .utf8) == "3\n")
    #expect(place.exists("runs/tiny/checkpoints/step-00000006"))
  }

  /// The next file to be opened must not take the place of a closed stream.
  @Test func closedStreamsSpoilNoFile() throws {
    let place = try place()
    #expect(try Executable.run(["tiny.json", "--set", "name=a"], in: place.path).status == 0)
    let closed = try Executable.shell(
      "\"$MOTIF\" tiny.json --set name=b <&- >&- 2>&-", in: place.path)
    // Trained and saved, but nobody could be shown the summary.
    #expect(closed.status == 3)
    #expect(try place.hashes("a", step: 6) == place.hashes("b", step: 6))
    #expect(try MetricsLog.read(place.path + "/runs/b/metrics.jsonl").map(\.step) == Array(1...6))
  }

  /// Results that nobody got are no success.
  @Test(arguments: [
    "--schema", "--help", "help config", "tiny.json --print-config", "tiny.json --check --json",
    "generate runs/tiny --prompt One", "generate runs/tiny --prompt One --json",
    "report runs/tiny", "--frob --json",
  ])
  func aClosedOutputIsSaid(_ arguments: String) throws {
    let place = try place()
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
    let closed = try Executable.shell("\"$MOTIF\" \(arguments) >&-", in: place.path)
    let isMistake = arguments.contains("--frob")
    #expect(closed.status == (isMistake ? 2 : 3), "\(closed.all)")
    #expect(
      closed.error.contains(
        isMistake ? "--frob is not an option" : "the standard output: is closed"))
    let left = try Executable.shell(
      "{ sleep 1; \"$MOTIF\" \(arguments) 2> error; echo $? > status; } | true", in: place.path)
    #expect(left.status == 0)
    let status = try String(contentsOfFile: place.path + "/status", encoding: .utf8)
    #expect(status == (isMistake ? "2\n" : "3\n"))
    let said = try String(contentsOfFile: place.path + "/error", encoding: .utf8)
    #expect(
      said.contains(isMistake ? "--frob is not" : "cannot write: its reader has left"), "\(said)")
  }

  /// The kernel sends SIGXFSZ to who writes beyond the limit, which would end the program.
  @Test(arguments: [1, 8, 40, 60]) func aLimitOnTheSizeOfFilesIsSaid(_ blocks: Int) throws {
    let place = try place()
    let limited = try Executable.shell(
      "(ulimit -f \(blocks); \"$MOTIF\" tiny.json > out 2>&1; echo \"status $?\" > end); cat end; "
        + "tail -n 1 out", in: place.path)
    #expect(limited.output.hasPrefix("status 3\n"), "\(limited.all)")
    if blocks > 1 { #expect(limited.output.contains("see ulimit -f"), "\(limited.all)") }
    #expect(!limited.output.contains("Fatal error"))
  }

  @Test func aRunMayBeMadeLonger() throws {
    let place = try place()
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
    let longer = try Executable.run(
      ["--resume", "runs/tiny", "--set", "training.steps=9"], in: place.path)
    #expect(longer.status == 0 && longer.error.contains("config.json: changed"), "\(longer.all)")
    #expect(
      try MetricsLog.read(place.path + "/runs/tiny/metrics.jsonl").map(\.step) == [Int](1...9))
    #expect(
      try ConfigLoader.load(path: place.path + "/runs/tiny/config.json").config.training.steps == 9)
    let other = try Executable.run(
      ["--resume", "runs/tiny", "--set", "data.sources.0.documents=30"], in: place.path)
    #expect(other.status == 3 && other.error.contains("other corpora"), "\(other.all)")
  }
}
