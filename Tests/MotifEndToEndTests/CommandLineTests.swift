import Foundation
import Testing

/// Help, version, and what commands answer.
@Suite(.serialized) final class CommandLineTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 4)
  }

  private func run(_ arguments: String...) throws -> Executable.Result {
    try Executable.run(arguments, in: place.path)
  }

  private func object(_ arguments: [String]) throws -> [String: Any] {
    let result = try Executable.run(arguments + ["--json"], in: place.path)
    #expect(result.status == 0, "\(result.all)")
    let found = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(found as? [String: Any], "\(result.all)")
  }

  @Test(arguments: [
    (["--help"], "Presets, for \"extends\""), (["-h"], "--print-config"),
    (["help"], "--trace FILE"),
    (["help", "help"], "Usage:"), (["--resume", "--help"], "--resume RUN"),
    (["tiny.json", "--set", "--help"], "--set KEY=VALUE"), (["--check", "-h"], "--check"),
    (["grow", "--to", "-h"], "--to CONFIG"), (["compare", "--html", "--help"], "--html FILE"),
    (["report", "-h"], "--html FILE"), (["generate", "x", "-h"], "--temperature"),
    (["--help", "grow"], "--copies"), (["-h", "optimizer.kind"], "optimizer.kind"),
    (["--version"], "motif-train 0."), (["help", "$schema"], "$schema"),
  ]) func isAnswered(_ arguments: [String], _ part: String) throws {
    let result = try Executable.run(arguments, in: place.path)
    #expect(result.status == 0 && result.output.contains(part), "\(result.all)")
    #expect(result.error.isEmpty && !place.exists("runs"))
    #expect(try object(arguments).count == 1)
  }

  @Test(arguments: [
    (["help", "foo"], "there is no command and no config key foo"),
    (["--help", "foo"], "there is no command and no config key foo"),
    (["help", "genrate"], "did you mean generate?"),
    (["--resume", "--check"], "--resume needs a value, but --check follows"),
    (["tiny.json", "--trace", "--plan"], "--trace needs a value, but --plan follows"),
    (["tiny.json", "--version"], "--version stands alone"),
    (["tiny.json", "--schema"], "--schema stands alone"),
    (["--version=1"], "--version takes no value"),
  ]) func isRefused(_ arguments: [String], _ part: String) throws {
    let result = try Executable.run(arguments, in: place.path)
    #expect(result.status == 2 && result.error.contains(part), "\(result.all)")
  }

  @Test func theTopHelpNamesEveryModeAndPreset() throws {
    let text = try run("--help").output
    for word in [
      "--check", "--plan", "--print-config", "--trace", "--resume", "--schema", "--version", "nano",
      "nano-seed", "micro", "mini", "motif-2.6b", "motif-2-12.7b",
    ] { #expect(text.contains(word), "\(word)") }
  }

  @Test func anEditorsSchemaIsNoMistake() throws {
    try place.write("edited.json", #"{"$schema": "motif.schema.json", "extends": "tiny.json"}"#)
    let plain = try run("tiny.json", "--print-config", "--set", "name=a").output
    let edited = try run("edited.json", "--print-config", "--set", "name=a")
    func values(_ text: String) -> [Substring] {
      text.split(separator: "\n").compactMap { $0.split(separator: "  #").first }
    }
    #expect(edited.status == 0 && values(edited.output) == values(plain), "\(edited.all)")
    #expect(try run("--schema").output.contains("\"$schema\": {"))
    try place.write("wrong.json", #"{"$schema": 7, "extends": "tiny.json"}"#)
    let wrong = try run("wrong.json", "--check")
    #expect(wrong.status == 2, "\(wrong.all)")
    #expect(wrong.error.contains("wrong.json:1:13: $schema: is 7; expected text"), "\(wrong.all)")
    try place.write("staged.json", #"{"$schema": "s", "extends": "tiny.json", "stages": [{}]}"#)
    #expect(try run("staged.json", "--check").status == 0)
  }

  @Test func growthAnswersInParts() throws {
    let plan = try object(["grow", "nano-seed", "--to", "nano", "--plan"])
    #expect(plan["parameters"] is Int && plan["folder"] == nil && plan["text"] == nil)
    #expect((plan["rules"] as? [[String: Any]])?.first?["role"] is String)
    try place.trainSeed()
    let grown = try object(["grow", "runs/seed", "--to", "grown.json", "--out", "big"])
    let factors = try #require(grown["factors"] as? [String: Int])
    #expect(factors == ["hidden": 2, "feedForward": 2, "groups": 1, "signalHeads": 2])
    #expect(grown["folder"] as? String == "big" && grown["files"] as? Int == 1)
    #expect(grown["insertedLayers"] as? [Int] == [1, 3] && grown["layers"] as? Int == 4)
    let logits = try #require(grown["logits"] as? [String: Any])
    #expect(logits["positions"] as? Int == 1024 && logits["bound"] as? Double == 1e-4)
  }

  @Test func aDecayedSourceIsToldOf() throws {
    let shape = ["--set", "training.steps=6", "--set", "schedule.decayFraction=0.5"]
    #expect(
      try Executable.run(["tiny.json", "--set", "name=low"] + shape, in: place.path).status == 0)
    func start(_ name: String, _ from: String, _ sets: String...) throws -> Executable.Result {
      let all = ["name=\(name)", "initialization.kind=checkpoint", "initialization.from=\(from)"]
      return try Executable.run(
        ["tiny.json"] + (all + sets).flatMap { ["--set", $0] }, in: place.path)
    }
    let sentence = "the learning rate of runs/low had fallen from 2e−3 to "
    let high = try start("high", "runs/low")
    #expect(high.status == 0 && high.error.contains(sentence), "\(high.all)")
    #expect(high.error.contains("; this run begins at 2e−3 again, which makes the model worse"))
    let gentle = try start("gentle", "runs/low", "optimizer.learningRate=1e-6")
    #expect(gentle.status == 0 && !gentle.error.contains("had fallen"), "\(gentle.all)")
    // A step down to half the peak is what stages of fine-tuning take.
    let half = try start("half", "runs/low", "optimizer.learningRate=1e-3")
    #expect(half.status == 0 && !half.error.contains("had fallen"), "\(half.all)")
    // Through the folder of a growth as well.
    let grown = try run("grow", "runs/low", "--to", "tiny.json", "--out", "grown")
    #expect(grown.status == 0 && grown.output.contains(sentence), "\(grown.all)")
    let after = try start("after", "grown")
    #expect(after.error.contains("the learning rate of grown had fallen from 2e−3"), "\(after.all)")
    let flat = ["--set", "name=flat", "--set", "schedule.decayFraction=0"]
    #expect(try Executable.run(["tiny.json"] + flat, in: place.path).status == 0)
    let on = try start("on", "runs/flat")
    #expect(on.status == 0 && !on.error.contains("had fallen"), "\(on.all)")
  }

  @Test func aNumericStopNamesRemedies() throws {
    let result = try run("tiny.json", "--set", "optimizer.learningRate=1e30")
    #expect(result.status == 4, "\(result.all)")
    for word in [
      "optimizer.learningRate", "training.gradientClip", "safety.onNonFinite", "--resume",
    ] {
      #expect(result.error.contains(word), "\(word) \(result.error)")
    }
  }

  @Test func aComparisonFitsATerminalAndFlattersNobody() throws {
    for name in ["a", "a-run-with-a-name-that-is-longer-than-any-column"] {
      #expect(try run("tiny.json", "--set", "name=\(name)").status == 0)
    }
    let result = try run(
      "compare", "runs/a", "runs/a-run-with-a-name-that-is-longer-than-any-column")
    let lines = result.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(result.output)")
    for head in ["last", "best", "at step", "domain"] { #expect(result.output.contains(head)) }
    #expect(
      lines.count { $0.contains("stories") } == 2 && lines.count { $0.contains("longer") } == 3)
  }
}
