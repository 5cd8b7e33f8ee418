import Foundation
import Testing

/// What `evaluate` asks, keeps and says, as a process.
@Suite(.serialized) final class EvaluateCommandTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 4)
    let trained = try Executable.run(["tiny.json"], in: place.path)
    try #require(trained.status == 0, "\(trained.all)")
  }

  private func evaluate(_ arguments: String..., status: Int32 = 0) throws -> Executable.Result {
    let result = try Executable.run(["evaluate"] + arguments, in: place.path)
    #expect(result.status == status, "\(arguments): \(result.all)")
    return result
  }

  @Test func aRunIsAskedAndItsResultsAreKept() throws {
    try place.write("text.txt", "One dog and two cats. ")
    let result = try evaluate(
      "runs/tiny", "--tasks", "chain,zebra", "--text", "text.txt", "--limit", "3", "--tokens", "5",
      "--json")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let tasks = try #require(object?["tasks"] as? [[String: Any]], "\(result.all)")
    #expect(tasks.compactMap { $0["task"] as? String } == ["chain", "zebra"])
    #expect(tasks.allSatisfy { $0["samples"] as? Int == 3 })
    #expect((object?["texts"] as? [[String: Any]])?.count == 1)
    let folder = "runs/tiny/evaluation/step-00000004"
    for file in ["results.json", "chain.samples.jsonl", "zebra.samples.jsonl"] {
      #expect(place.exists("\(folder)/\(file)"), "\(file)")
    }
    let again = try evaluate(
      "runs/tiny", "--tasks", "chain,zebra", "--limit", "3", "--tokens", "5")
    #expect(again.output.contains("chain, exact_match") && again.output.contains(folder))
  }

  @Test func aKilledEvaluationGoesOn() throws {
    let arguments = [
      "evaluate", "runs/tiny", "--tasks", "chain", "--limit", "400", "--tokens", "40", "--batch",
      "4",
      "--out", "kept",
    ]
    let running = try Executable.start(arguments, in: place.path)
    let samples = place.path + "/kept/chain.samples.jsonl"
    func lines() -> Int {
      let data = FileManager.default.contents(atPath: samples) ?? Data()
      return data.count { $0 == UInt8(ascii: "\n") }
    }
    while running.process.isRunning, lines() < 9 { usleep(5000) }
    kill(running.process.processIdentifier, SIGKILL)
    running.process.waitUntilExit()
    let kept = lines()
    #expect(kept >= 9 && kept < 401)
    let before = try Data(contentsOf: URL(fileURLWithPath: samples))
    let rest = try Executable.run(arguments, in: place.path)
    #expect(rest.status == 0, "\(rest.all)")
    let after = try Data(contentsOf: URL(fileURLWithPath: samples))
    let whole = before.prefix((before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)
    #expect(after.starts(with: whole) && lines() == 401)
  }

  @Test func aSignalSavesWhatIsThere() throws {
    let running = try Executable.start(
      [
        "evaluate", "runs/tiny", "--tasks", "chain", "--limit", "4000", "--tokens", "40", "--out",
        "o",
      ],
      in: place.path)
    while running.process.isRunning, !place.exists("o/chain.samples.jsonl") { usleep(5000) }
    kill(running.process.processIdentifier, SIGTERM)
    let result = try running.wait()
    #expect(result.status == 75 && result.output.contains("goes on with the samples in o"))
  }

  @Test func tasksAreListedAndMistakesNamed() throws {
    let list = try evaluate("--list").output
    #expect(list.contains("gsm8k") && list.contains("arc_challenge") && list.contains("reasoning"))
    for (arguments, status, part) in [
      (["runs/tiny", "--tasks", "chian"], Int32(2), "did you mean chain?"),
      (["runs/none", "--tasks", "chain"], 3, "runs/none: does not exist"),
      (["runs/tiny", "--tasks", "gsm8k"], 2, "gsm8k-test.jsonl is not in this folder"),
      (["runs/tiny", "--text", "none.txt"], 3, "none.txt: no such file"),
    ] {
      let result = try Executable.run(["evaluate"] + arguments, in: place.path)
      #expect(result.status == status && result.error.contains(part), "\(result.all)")
    }
  }
}
