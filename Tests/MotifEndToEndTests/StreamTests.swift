import Foundation
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
    #expect(try String(contentsOfFile: place.path + "/status", encoding: .utf8) == "0\n")
    #expect(place.exists("runs/tiny/checkpoints/step-00000006"))
  }

  /// The next file to be opened must not take the place of a closed stream.
  @Test func closedStreamsSpoilNoFile() throws {
    let place = try place()
    #expect(try Executable.run(["tiny.json", "--set", "name=a"], in: place.path).status == 0)
    let closed = try Executable.shell(
      "\"$MOTIF\" tiny.json --set name=b <&- >&- 2>&-", in: place.path)
    #expect(closed.status == 0)
    #expect(try place.hashes("a", step: 6) == place.hashes("b", step: 6))
    #expect(try MetricsLog.read(place.path + "/runs/b/metrics.jsonl").map(\.step) == Array(1...6))
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
