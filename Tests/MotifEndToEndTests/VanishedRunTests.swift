import Foundation
import MotifCore
import Testing

/// Run folders of which something was lost, or that were moved while they were trained.
@Suite struct VanishedRunTests {
  private static let steps = 4

  private func trained() throws -> Workplace {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: Self.steps)
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
    return place
  }

  enum Loss: CaseIterable {
    case gone, empty, link
  }

  private func lose(_ checkpoints: String, _ loss: Loss) throws {
    let manager = FileManager.default
    try manager.removeItem(atPath: checkpoints)
    switch loss {
    case .gone: break
    case .empty:
      try manager.createDirectory(atPath: checkpoints, withIntermediateDirectories: false)
    case .link:
      try manager.createSymbolicLink(atPath: checkpoints, withDestinationPath: "nowhere")
    }
  }

  @Test(arguments: Loss.allCases)
  func lostCheckpointsAreAnErrorUntilTheUserSaysSo(_ loss: Loss) throws {
    let place = try trained()
    let hashes = try place.hashes("tiny", step: Self.steps)
    let (run, log) = (place.path + "/runs/tiny", place.path + "/runs/tiny/metrics.jsonl")
    let lines = FileManager.default.contents(atPath: log)
    try lose(run + "/checkpoints", loss)
    for _ in 0..<2 {
      let refused = try Executable.run(["--resume", "runs/tiny"], in: place.path)
      #expect(refused.status == 3, "\(refused.all)")
      #expect(refused.error.contains("runs/tiny/checkpoints: holds no checkpoint"))
      #expect(refused.error.contains("tells of 4 steps") && refused.error.contains("--from-start"))
      #expect(FileManager.default.contents(atPath: log) == lines)
    }
    if loss == .link { try FileManager.default.removeItem(atPath: run + "/checkpoints") }
    let again = try Executable.run(["--resume", "runs/tiny", "--from-start"], in: place.path)
    #expect(again.status == 0, "\(again.all)")
    #expect(try place.hashes("tiny", step: Self.steps) == hashes)
  }

  @Test func aRunThatNeverSavedBeginsAgainByItself() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 20_000)
    let log = place.path + "/runs/tiny/metrics.jsonl"
    let running = try Executable.start(
      ["tiny.json", "--set", "checkpoint.interval=0"], in: place.path)
    running.wait { (FileManager.default.contents(atPath: log) ?? Data()).count { $0 == 10 } >= 3 }
    running.send(SIGKILL)
    _ = try running.wait()
    #expect(place.exists("runs/tiny/.unsaved"))
    let resumed = try Executable.run(
      ["--resume", "runs/tiny", "--set", "training.steps=2"], in: place.path)
    #expect(resumed.status == 0 && !place.exists("runs/tiny/.unsaved"), "\(resumed.all)")
  }

  @Test func aStageThatLostItsCheckpointsIsAnErrorToo() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: Self.steps)
    try place.write(
      "staged.json",
      #"""
      {"extends": "tiny.json", "name": "staged", "stages": [
        {"kind": "pretrain", "name": "one"},
        {"kind": "pretrain", "name": "two", "initialization": {"kind": "checkpoint"}}]}
      """#)
    let whole = try Executable.run(["staged.json"], in: place.path)
    #expect(whole.status == 0, "\(whole.all)")
    for stage in ["1-one", "2-two"] {
      let checkpoints = "runs/staged/stages/\(stage)/checkpoints"
      try FileManager.default.removeItem(atPath: place.path + "/" + checkpoints)
      let refused = try Executable.run(["--resume", "runs/staged"], in: place.path)
      #expect(refused.status == 3, "\(refused.all)")
      #expect(refused.error.contains(checkpoints + ": holds no checkpoint"), "\(refused.all)")
      let again = try Executable.run(["--resume", "runs/staged", "--from-start"], in: place.path)
      #expect(again.status == 0 && place.exists(checkpoints), "\(again.all)")
    }
  }

  @Test(arguments: [true, false])
  func aFolderThatIsMovedOrRemovedIsNotMadeAgain(_ isMoved: Bool) throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 20_000)
    let run = place.path + "/runs/tiny"
    let running = try Executable.start(["tiny.json"], in: place.path)
    running.wait { FileManager.default.fileExists(atPath: run + "/checkpoints") }
    let away = place.path + "/runs/away"
    #expect(rename(run, away) == 0)
    if !isMoved { try FileManager.default.removeItem(atPath: away) }
    let ended = try running.wait()
    #expect(ended.status == 3 && !place.exists("runs/tiny"), "\(ended.all)")
    #expect(ended.error.contains("runs/tiny: was moved or removed"), "\(ended.all)")
    #expect(!ended.all.contains("--resume runs/tiny"))
    guard isMoved else { return }
    let resumed = try Executable.run(
      ["--resume", "runs/away", "--set", "training.steps=2"], in: place.path)
    #expect(resumed.status == 0, "\(resumed.all)")
  }

  @Test func aDrawingThatAKillLeftOutIsMadeUpForAndLeftoversGo() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 20_000)
    let running = try Executable.start(["tiny.json"], in: place.path)
    running.wait { place.exists("runs/tiny/checkpoints") }
    running.send(SIGKILL)
    _ = try running.wait()
    let dead = running.process.processIdentifier
    try FileManager.default.removeItem(atPath: place.path + "/runs/tiny/plan.svg")
    let leftovers = ["plan.svg.\(dead)-3.partial", "tokenizer.json.partial"]
    for name in leftovers { try place.write("runs/tiny/" + name, "half") }
    let stopped = try Executable.start(["--resume", "runs/tiny"], in: place.path)
    stopped.wait { place.exists("runs/tiny/plan.svg") }
    stopped.send(SIGTERM)
    #expect(try stopped.wait().status == 75)
    #expect(leftovers.allSatisfy { !place.exists("runs/tiny/" + $0) })
    #expect(place.exists("runs/tiny/plan.svg"))
  }

  @Test func anUnreadableFolderIsNotAnEmptyOne() throws {
    // Modes do not apply to the superuser.
    guard geteuid() != 0 else { return }
    let place = try trained()
    let run = place.path + "/runs/tiny"
    #expect(chmod(run, 0) == 0)
    defer { chmod(run, 0o755) }
    for command in [
      ["--resume", "runs/tiny"], ["generate", "runs/tiny"], ["report", "runs/tiny"],
    ] {
      let result = try Executable.run(command, in: place.path)
      #expect(result.status == 3 && result.error.contains("permission denied"), "\(result.all)")
    }
  }

  @Test func aFileInPlaceOfTheCheckpointsIsNamed() throws {
    let place = try trained()
    try FileManager.default.removeItem(atPath: place.path + "/runs/tiny/checkpoints")
    try place.write("runs/tiny/checkpoints", "")
    let result = try Executable.run(["--resume", "runs/tiny"], in: place.path)
    #expect(result.error.contains("runs/tiny/checkpoints: is a file, expected a folder"))
    #expect(result.status == 3)
  }
}
