import MotifTrainer
import Testing

@Suite("Command line") struct CommandTests {
  @Test("a config with overrides") func train() throws {
    let command = try Command(["a.json", "--set", "x.y=3", "--set=z=a=b", "--check"])
    var expected = Command.TrainArguments()
    expected.config = "a.json"
    expected.overrides = ["x.y=3", "z=a=b"]
    expected.checksOnly = true
    #expect(command == .train(expected))
  }

  @Test("a plan is asked for") func plan() throws {
    var expected = Command.TrainArguments()
    expected.config = "a.json"
    expected.plansOnly = true
    #expect(try Command(["a.json", "--plan"]) == .train(expected))
  }

  @Test("generation reads its prompt verbatim") func generate() throws {
    let command = try Command([
      "generate", "runs/a", "--prompt", "--x=1", "--tokens", "7", "--temperature=0",
    ])
    var expected = Command.GenerateArguments()
    (expected.run, expected.prompt, expected.tokens, expected.temperature) =
      ("runs/a", "--x=1", 7, 0)
    #expect(command == .generate(expected))
  }

  @Test("help in every spelling", arguments: [[], ["--help"], ["-h"], ["help"]])
  func help(arguments: [String]) throws {
    #expect(try Command(arguments) == .help(topic: ""))
    #expect(Command.help(topic: "").contains("Usage"))
    #expect(try Command(["generate", "--help"]) == .help(topic: "generate"))
  }

  @Test(
    "mistakes are told in one sentence",
    arguments: [
      (["--chek", "a.json"], "--chek is not an option"),
      (["a.json", "b.json"], "one config is expected"),
      (["a.json", "--set"], "--set needs a value"),
      (["--check"], "a config is missing"),
      (["generate", "r"], "--prompt"),
      (["generate", "--prompt", "x"], "folder of a run"),
      (["generate", "r", "--prompt", "x", "--tokens", "0"], "--tokens 0: expected a number"),
      (["generate", "r", "--prompt", "x", "--temperature", "nan"], "--temperature nan"),
    ])
  func mistakes(arguments: [String], part: String) {
    let error = #expect(throws: UsageError.self) { try Command(arguments) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
  }
}
