import Foundation
import MotifCore
import Testing

/// Two processes or more that write the same thing: it is complete, or it is not there.
@Suite(.serialized) final class TwoAtOnceTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 4)
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
  }

  private func start(_ arguments: [String], count: Int) throws -> [Executable.Running] {
    try (0..<count).map { _ in try Executable.start(arguments, in: place.path) }
  }

  @Test(arguments: [
    (["report", "runs/tiny"], "runs/tiny/report.html"),
    (["report", "runs/tiny", "--html", "page.html"], "page.html"),
    (["compare", "runs/tiny", "runs/tiny", "--html", "page.html"], "page.html"),
  ]) func fourReportsLeaveOneWholePage(_ arguments: [String], _ page: String) throws {
    let path = place.path + "/" + page
    for _ in 0..<3 {
      let writers = try start(arguments, count: 4)
      // A reader meanwhile never sees a part.
      while writers.contains(where: \.process.isRunning) {
        guard let seen = FileManager.default.contents(atPath: path) else { continue }
        #expect(String(decoding: seen, as: UTF8.self).hasSuffix("</html>\n"), "\(seen.count) bytes")
      }
      for writer in writers {
        let ended = try writer.wait()
        #expect(ended.status == 0, "\(ended.all)")
      }
    }
    let folder = (path as NSString).deletingLastPathComponent
    #expect(try FileOperations.system.list(folder).allSatisfy { !$0.hasSuffix(".partial") })
  }

  @Test func ofTwoGrowthsOneWritesTheFolder() throws {
    try place.write(
      "wide.json", #"{"extends": "tiny.json", "model": {"num_hidden_layers": 4}}"#)
    for round in 0..<6 {
      let out = "grown\(round)"
      let both = try start(["grow", "runs/tiny", "--to", "wide.json", "--out", out], count: 2)
      if round % 2 == 1 {
        usleep(UInt32(20_000 * round))
        both[0].send(SIGKILL)
      }
      let ends = try both.map { try $0.wait() }
      #expect(ends.count { $0.status == 0 } <= 1, "\(ends.map(\.all))")
      for end in ends where ![0, -SIGKILL].contains(end.status) {
        #expect(end.status == 3, "\(end.all)")
        #expect(
          end.error.contains("is being written by") || end.error.contains("already exists"))
      }
      let isDone = ends.contains { $0.status == 0 }
      if round % 2 == 0 { #expect(isDone) }
      #expect(place.exists(out + "/model.safetensors") || !place.exists(out))
      #expect(place.exists(out) || !isDone)
      if !place.exists(out) {
        let again = try Executable.run(
          ["grow", "runs/tiny", "--to", "wide.json", "--out", out], in: place.path)
        #expect(again.status == 0, "\(again.all)")
      }
      let names = try FileOperations.system.list(place.path)
      #expect(!names.contains { $0.hasSuffix(".partial") }, "\(names)")
      // Who is killed between its last two calls leaves an empty lock.
      if round % 2 == 0 { #expect(!names.contains { $0.hasSuffix(".lock") }, "\(names)") }
    }
  }

  @Test func ofTwoTrainersOfANewNameOneTrains() throws {
    for round in 0..<3 {
      let both = try start(["tiny.json", "--set", "name=new\(round)"], count: 2)
      let ends = try both.map { try $0.wait() }
      #expect(ends.map(\.status).sorted() == [0, 3], "\(ends.map(\.all))")
      let refused = ends.map(\.error).joined()
      #expect(refused.contains("is being trained by") || refused.contains("already holds"))
      #expect(try place.hashes("new\(round)", step: 4) == place.hashes("tiny", step: 4))
    }
  }

  @Test func removingTheLockFileLetsNobodyIn() throws {
    let running = try Executable.start(
      ["tiny.json", "--set", "name=long", "--set", "training.steps=20000"], in: place.path)
    running.wait { place.exists("runs/long/checkpoints") }
    try FileManager.default.removeItem(atPath: place.path + "/runs/long/.lock")
    let second = try Executable.run(["--resume", "runs/long"], in: place.path)
    #expect(second.status == 3 && second.error.contains("is being trained by"), "\(second.all)")
    running.send(SIGTERM)
    #expect(try running.wait().status == 75)
  }
}
