import Foundation
import MotifReport
import MotifTensor
import MotifTrainer
import Testing

/// A run that is ended anywhere and resumed has the bits of one that never stopped.
///
/// The moments follow the run itself: when a step is logged, a checkpoint begun, a line written.
@Suite(.serialized) final class ResumeTests {
  private let place: Workplace
  private let steps = 12

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: steps)
    let result = try Executable.run(["tiny.json", "--set", "name=whole"], in: place.path)
    try #require(result.status == 0, "\(result.all)")
  }

  private func folder(_ name: String) -> String { "\(place.path)/runs/\(name)" }

  /// The metrics without what the clock and the memory say, which depend on saves and threads.
  private func metrics(_ name: String) throws -> [[MetricsRecord.Field]] {
    try MetricsLog.read(folder(name) + "/metrics.jsonl").map { record in
      record.fields.filter { !["tokensPerSecond", "teraFLOPS", "peakBytes"].contains($0.name) }
    }
  }

  private func loggedSteps(_ name: String) -> Int {
    let data = FileManager.default.contents(atPath: folder(name) + "/metrics.jsonl") ?? Data()
    return data.count { $0 == UInt8(ascii: "\n") }
  }

  private func expectSame(_ name: String, as whole: String = "whole") throws {
    #expect(try place.hashes(name, step: steps) == place.hashes(whole, step: steps), "\(name)")
    let steps = try MetricsLog.read(folder(name) + "/metrics.jsonl").map(\.step)
    #expect(steps == Array(1...self.steps), "\(name)")
    #expect(try metrics(name) == metrics(whole), "\(name)")
  }

  /// Starts a run, sends `signal` after `moment`, and resumes it to the end.
  private func endAndResume(
    _ name: String, _ signal: Int32, threads: Int, when moment: (Executable.Running) -> Bool
  ) throws -> Executable.Result {
    let running = try Executable.start(
      ["tiny.json", "--set", "name=\(name)", "--set", "threads=\(threads)"], in: place.path)
    running.wait { moment(running) }
    running.send(signal)
    let ended = try running.wait()
    let hasRun = FileManager.default.fileExists(atPath: folder(name) + "/config.json")
    let again = hasRun ? ["--resume", "runs/\(name)"] : ["tiny.json", "--set", "name=\(name)"]
    let resumed = try Executable.run(again, in: place.path)
    #expect(resumed.status == 0, "\(name): \(resumed.all)")
    try expectSame(name)
    return ended
  }

  @Test func threadsDoNotChangeTheBits() throws {
    for threads in [1, 2, 3] {
      let name = "threads\(threads)"
      let result = try Executable.run(
        ["tiny.json", "--set", "name=\(name)", "--set", "threads=\(threads)"], in: place.path)
      #expect(result.status == 0, "\(result.all)")
      try expectSame(name)
    }
  }

  @Test func activationCheckpointingDoesNotChangeTheBits() throws {
    func mode(_ word: String) -> [String] {
      ["--set", "training.activationCheckpointing=\(word)"]
    }
    for word in ["selective", "full"] {
      let name = "checkpointing-\(word)"
      let result = try Executable.run(
        ["tiny.json", "--set", "name=\(name)"] + mode(word), in: place.path)
      #expect(result.status == 0, "\(result.all)")
      try expectSame(name)
    }
    // A run that is resumed may keep more or less than before.
    let named = ["tiny.json", "--set", "name=changed"]
    let running = try Executable.start(named + mode("selective"), in: place.path)
    running.wait { self.loggedSteps("changed") >= 3 }
    running.send(SIGTERM)
    #expect([75, 0].contains(try running.wait().status))
    let resumed = try Executable.run(
      named + mode("full") + ["--resume", "runs/changed"], in: place.path)
    #expect(resumed.status == 0, "\(resumed.all)")
    try expectSame("changed")
  }

  @Test(arguments: [SIGTERM, SIGINT]) func aSignalSaves(_ signal: Int32) throws {
    var saved = 0
    for step in [0, 1, 2, 3, 5, 8, 11] {
      let name = "signal\(signal)-\(step)"
      let ended = try endAndResume(name, signal, threads: 1 + step % 2) { _ in
        FileManager.default.fileExists(atPath: self.folder(name) + "/metrics.jsonl")
          && self.loggedSteps(name) >= step
      }
      // It may have come to the end while the signal was on its way.
      #expect([75, 0].contains(ended.status), "\(name): \(ended.status) \(ended.all)")
      if ended.status == 75 { saved += 1 }
    }
    #expect(saved >= 2, "the signals came too late to show anything")
  }

  /// Validation takes nearly all the time here, so that the signal comes during it.
  @Test func aSignalDuringValidationLosesNoScore() throws {
    let slow = [
      "evaluation.interval=1", "evaluation.maxTokens=20000", "data.validationFraction=0.6",
    ]
    .flatMap { ["--set", $0] }
    let whole = try Executable.run(["tiny.json", "--set", "name=slow"] + slow, in: place.path)
    #expect(whole.status == 0, "\(whole.all)")
    let running = try Executable.start(
      ["tiny.json", "--set", "name=scored"] + slow, in: place.path)
    var interrupted = 0
    for step in 1..<5 {
      let process =
        step == 1
        ? running : try Executable.start(["--resume", "runs/scored"], in: place.path)
      process.wait { self.loggedSteps("scored") >= step }
      usleep(2_000)
      process.send(SIGTERM)
      let ended = try process.wait()
      #expect(ended.status == 75, "\(ended.status) \(ended.all)")
      let folders = try FileManager.default.contentsOfDirectory(
        atPath: folder("scored") + "/checkpoints")
      let state = "\(folder("scored"))/checkpoints/\(folders.sorted().last ?? "")/state.json"
      if try String(contentsOfFile: state, encoding: .utf8).contains("unvalidated") {
        interrupted += 1
      }
    }
    #expect(interrupted >= 1, "no signal came during validation")
    #expect(try Executable.run(["--resume", "runs/scored"], in: place.path).status == 0)
    try expectSame("scored", as: "slow")
    try expectScoreKept("scored")
  }

  /// A finished run is validated again for its summary; a signal then saves its last step once more.
  private func expectScoreKept(_ name: String) throws {
    func newestScore() throws -> Double? {
      try RunFolder(path: folder(name)).checkpoints.latest().checkpoint?.score()
    }
    let score = try #require(try newestScore())
    var isSaved = false
    for _ in 0..<20 where !isSaved {
      let process = try Executable.start(["--resume", "runs/" + name], in: place.path)
      process.wait { process.errorSoFar.contains("validating") }
      process.send(SIGTERM)
      isSaved = try process.wait().error.contains("stopped by SIGTERM, saved")
    }
    #expect(isSaved, "no signal came during validation")
    #expect(try newestScore() == score)
  }

  @Test func aLostLogIsNoLossAndARefusedResumeLeavesItWhole() throws {
    let log = folder("whole") + "/metrics.jsonl"
    let lines = try Data(contentsOf: URL(fileURLWithPath: log))
    let last = folder("whole") + "/checkpoints/step-000000" + String(steps)
    try FileManager.default.removeItem(atPath: last)
    let refused = try Executable.run(
      ["tiny.json", "--resume", "runs/whole", "--set", "data.validationFraction=0.3"],
      in: place.path)
    #expect(refused.status == 3 && refused.error.contains("other corpora"), "\(refused.all)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: log)) == lines)
    try Data("damaged\n".utf8).write(to: URL(fileURLWithPath: log))
    for _ in 0..<2 {
      let resumed = try Executable.run(["--resume", "runs/whole"], in: place.path)
      #expect(resumed.status == 0, "\(resumed.all)")
      try FileManager.default.removeItem(atPath: log)
    }
  }

  @Test func aSignalWhileReadingEndsAtOnce() throws {
    let ended = try endAndResume("reading", SIGTERM, threads: 1) {
      $0.errorSoFar.contains("reading")
    }
    #expect([130, 75, 0].contains(ended.status), "\(ended.status) \(ended.all)")
    if ended.status == 130 {
      #expect(ended.error.contains("stopped before training; nothing was lost"))
    }
  }

  @Test func aKilledRunIsNotLost() throws {
    var killed = 0
    for step in 0..<12 {
      let name = "killed\(step)"
      let ended = try endAndResume(name, SIGKILL, threads: 1 + step % 2) { _ in
        self.loggedSteps(name) >= step
      }
      #expect([-9, 0].contains(ended.status), "\(name): \(ended.all)")
      if ended.status == -9 { killed += 1 }
    }
    #expect(killed >= 3, "the runs ended before they could be killed")
    // Also between two logged steps, at moments that nothing chooses.
    for (index, microseconds) in stride(from: 1_000, through: 200_000, by: 20_000).enumerated() {
      let name = "moment\(index)"
      var isOver = false
      _ = try endAndResume(name, SIGKILL, threads: 1) { _ in
        if !isOver { usleep(UInt32(microseconds)) }
        isOver = true
        return true
      }
    }
  }
}

/// What a run folder guards against.
@Suite struct RunFolderTests {
  @Test func aRunIsNeverOverwrittenAndNeverMixedUp() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 4)
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
    let before = try place.hashes("tiny", step: 4)
    let again = try Executable.run(["tiny.json"], in: place.path)
    #expect(again.status == 3 && again.error.contains("already holds a run"), "\(again.all)")
    let other = try Executable.run(
      ["tiny.json", "--resume", "runs/tiny", "--set", "model.hidden_size=32"], in: place.path)
    #expect(other.status == 3 && other.error.contains("holds another model"), "\(other.all)")
    #expect(try place.hashes("tiny", step: 4) == before)
  }

  @Test func aDamagedCheckpointIsNamedAndTheOlderOneUsed() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 4)
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
    let whole = try place.hashes("tiny", step: 4)
    let weights = place.path + "/runs/tiny/checkpoints/step-00000004/model.safetensors"
    var data = try Data(contentsOf: URL(fileURLWithPath: weights))
    data[data.count - 5] ^= 1
    try data.write(to: URL(fileURLWithPath: weights))

    let written = try Executable.run(
      ["generate", "runs/tiny", "--prompt", "One", "--tokens", "2"], in: place.path)
    #expect(written.status == 0 && written.output.contains("One"), "\(written.all)")
    #expect(written.error.contains("step-00000004/model.safetensors"), "\(written.all)")
    #expect(written.error.contains("damaged"), "\(written.all)")

    let resumed = try Executable.run(["--resume", "runs/tiny"], in: place.path)
    #expect(resumed.status == 0 && resumed.error.contains("damaged"), "\(resumed.all)")
    #expect(try place.hashes("tiny", step: 4) == whole)

    for step in ["step-00000002", "step-00000004"] {
      try Data("{}".utf8).write(
        to: URL(fileURLWithPath: "\(place.path)/runs/tiny/checkpoints/\(step)/manifest.json"))
    }
    let lost = try Executable.run(["--resume", "runs/tiny"], in: place.path)
    #expect(lost.status == 3 && lost.error.contains("no whole checkpoint"), "\(lost.all)")
  }
}
