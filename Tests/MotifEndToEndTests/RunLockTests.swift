import Foundation
import MotifCore
import Testing

/// Two processes, one run folder; and a terminal that closes.
@Suite struct RunLockTests {
  private func logged(_ place: Workplace) -> Int {
    let path = place.path + "/runs/tiny/metrics.jsonl"
    return (FileManager.default.contents(atPath: path) ?? Data()).count { $0 == 0x0A }
  }

  private func checkpoints(_ place: Workplace) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: place.path + "/runs/tiny/checkpoints"))
      ?? []
  }

  @Test func aSecondProcessIsKeptOutAndDeathLetsItIn() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 20_000)
    let first = try Executable.start(["tiny.json"], in: place.path)
    first.wait { logged(place) >= 3 }
    let second = try Executable.run(["--resume", "runs/tiny"], in: place.path)
    #expect(second.status == 3, "\(second.all)")
    let holder = first.process.processIdentifier
    #expect(second.error.contains("runs/tiny: is being trained by process \(holder)"))
    // Reading is free.
    // Which checkpoint does not matter: early ones are pruned while this looks.
    first.wait { checkpoints(place).contains { !$0.hasSuffix(".partial") } }
    let written = try Executable.run(
      ["generate", "runs/tiny", "--prompt", "One", "--tokens", "2"], in: place.path)
    #expect(written.status == 0, "\(written.all)")
    first.send(SIGKILL)
    #expect(try first.wait().status == -SIGKILL)
    let steps = logged(place) + 2
    let third = try Executable.run(
      ["--resume", "runs/tiny", "--set", "training.steps=\(steps)"], in: place.path)
    #expect(third.status == 0, "\(third.all)")
  }

  @Test func aClosedTerminalSavesTheRun() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 20_000)
    let running = try Executable.start(["tiny.json"], in: place.path)
    running.wait { logged(place) >= 3 }
    running.send(SIGHUP)
    running.send(SIGHUP)
    let ended = try running.wait()
    #expect(ended.status == 75, "\(ended.all)")
    #expect(ended.error.contains("stopped by SIGHUP, saved"), "\(ended.all)")
    let step = logged(place)
    let digits = String(repeating: "0", count: 8 - String(step).count) + String(step)
    #expect(place.exists("runs/tiny/checkpoints/step-\(digits)/manifest.json"))
  }
}
