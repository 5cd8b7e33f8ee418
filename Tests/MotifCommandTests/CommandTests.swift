import MotifModel
import MotifTrainer
import Testing

@testable import MotifCommand

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

  @Test("a plan for a cluster is asked for") func clusterPlan() throws {
    var expected = Command.TrainArguments()
    expected.config = "a.json"
    expected.plansOnly = true
    expected.world = 64
    expected.cluster = "c.json"
    #expect(
      try Command(["a.json", "--plan", "--world", "64", "--cluster=c.json"]) == .train(expected))
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

  @Test("generation takes its rules, its prompt from a file, and no prompt at all")
  func generateOptions() throws {
    let command = try Command([
      "generate", "r", "--prompt-file", "p.txt", "--top-k=5", "--top-p", "0.9", "--min-p=0.05",
      "--repetition-penalty", "1.1", "--samples", "4", "--seed", "8",
    ])
    var expected = Command.GenerateArguments()
    (expected.run, expected.promptFile, expected.samples, expected.seed) = ("r", "p.txt", 4, 8)
    (expected.topK, expected.topP, expected.minP, expected.repetitionPenalty) = (5, 0.9, 0.05, 1.1)
    #expect(command == .generate(expected))
    let sampler = expected.sampler(sample: 2)
    #expect(sampler.temperature == 0.8 && sampler.topK == 5 && sampler.topP == 0.9)
    #expect(sampler.minP == 0.05 && sampler.repetitionPenalty == 1.1)
    var bare = Command.GenerateArguments()
    bare.run = "r"
    #expect(try Command(["generate", "r"]) == .generate(bare))
    #expect(Command.helpText(topic: "generate").contains("--repetition-penalty"))
  }

  @Test("growth with its options") func grow() throws {
    let command = try Command([
      "grow", "runs/a", "--to=nano", "--out", "b", "--copies", "diagonal", "--noise", "20",
      "--storage", "source", "--bound", "1e-3", "--seed", "4", "--text", "t.txt",
      "--check-memory", "9",
    ])
    var expected = Command.GrowArguments()
    (expected.source, expected.target, expected.output) = ("runs/a", "nano", "b")
    expected.settings.growth = .init(form: .diagonal, hasNoise: true, seed: 4)
    expected.settings.growth.noiseDecibels = 20
    (expected.settings.storage, expected.settings.bound) = (.source, 1e-3)
    expected.settings.checkMemory = 9 << 30
    expected.textFile = "t.txt"
    #expect(command == .grow(expected))
    guard
      case .grow(let plain) = try Command(["grow", "a", "--to", "b", "--plan", "--noise", "none"])
    else {
      Issue.record("no growth")
      return
    }
    #expect(plain.printsPlan && !plain.settings.growth.hasNoise)
    #expect(try Command(["grow", "--help"]) == .help(topic: "grow"))
    #expect(Command.helpText(topic: "grow").contains("--noise"))
  }

  @Test("tasks with their options") func synth() throws {
    var expected = Command.SynthArguments()
    (expected.family, expected.level, expected.count) = ("zebra", 3, 1000)
    (expected.seed, expected.output) = (7, "tasks.jsonl")
    let command = try Command([
      "synth", "--family", "zebra", "--level=3", "--count", "1000", "--seed", "7", "--out",
      "tasks.jsonl",
    ])
    #expect(command == .synth(expected))
    var bare = Command.SynthArguments()
    bare.family = "modular(chain)"
    #expect(try Command(["synth", "--family=modular(chain)"]) == .synth(bare))
    var list = Command.SynthArguments()
    list.listsFamilies = true
    #expect(try Command(["synth", "--list"]) == .synth(list))
    #expect(try Command(["synth", "-h"]) == .help(topic: "synth"))
  }

  @Test("tokenizing with its options") func tokenize() throws {
    var expected = Command.TokenizeArguments()
    (expected.config, expected.output, expected.overrides) = (
      "a.json", "b", ["seed=2", "threads=1"]
    )
    #expect(
      try Command(["tokenize", "--set", "seed=2", "a.json", "--out=b", "--set", "threads=1"])
        == .tokenize(expected))
    for (arguments, part) in [
      ([], "tokenize needs a config"), (["a.json", "b.json"], "one config is expected"),
      (["a.json", "--resume", "r"], "--resume is not an option"),
      (["a", "--out"], "needs a value"),
    ] as [([String], String)] {
      let error = #expect(throws: UsageError.self) { try Command(["tokenize"] + arguments) }
      #expect(error?.description.contains(part) == true)
    }
  }

  @Test("an evaluation names tasks and texts") func evaluate() throws {
    var expected = Command.EvaluateArguments()
    (expected.run, expected.tasks, expected.texts) = (
      "r", ["gsm8k", "a.json", "zebra"], ["t", "u"]
    )
    (expected.limit, expected.shots, expected.attempts, expected.tokens) = (9, 0, 4, 7)
    (expected.temperature, expected.seed, expected.batch) = (0.6, 3, 2)
    (expected.data, expected.output) = ("d", "o")
    (expected.usesChat, expected.allowsCode) = (true, true)
    #expect(
      try Command([
        "evaluate", "r", "--tasks", "gsm8k,a.json", "--tasks=zebra", "--text", "t", "--text=u",
        "--limit", "9", "--shots=0", "--attempts", "4", "--tokens", "7", "--temperature", "0.6",
        "--seed", "3", "--batch", "2", "--data", "d", "--out", "o", "--chat", "--allow-code",
      ]) == .evaluate(expected))
    var listing = Command.EvaluateArguments()
    listing.listsTasks = true
    #expect(try Command(["evaluate", "--list"]) == .evaluate(listing))
  }

  @Test("help in every spelling", arguments: [[], ["--help"], ["-h"], ["help"]])
  func help(arguments: [String]) throws {
    #expect(try Command(arguments) == .help(topic: ""))
    #expect(Command.helpText(topic: "").contains("Usage"))
    #expect(try Command(["generate", "--help"]) == .help(topic: "generate"))
  }

  @Test(
    "help about a config key, a section or all of them",
    arguments: [
      ("optimizer.learningRate", "optimizer.learningRate", "a number above 0"),
      ("optimizer", "optimizer", "optimizer.kind is \"muonClip\""),
      ("data.sources.0.family", "data.sources.0.family", "data.sources.N.kind is \"synthetic\""),
      ("config", "", "checkpoint.keepLast"),
    ])
  func reference(word: String, key: String, part: String) throws {
    #expect(try Command(["help", word]) == .reference(key: key))
    #expect(Command.reference(about: key).contains(part))
  }

  @Test("help about a command") func helpAboutCommands() throws {
    for topic in [
      "train", "generate", "evaluate", "grow", "synth", "tokenize", "compare", "report",
    ] {
      #expect(try Command(["help", topic]) == .help(topic: topic))
      let (text, overview) = (Command.helpText(topic: topic), Command.helpText(topic: ""))
      #expect(text != overview)
    }
  }

  @Test(
    "mistakes are told in one sentence",
    arguments: [
      (["--chek", "a.json"], "--chek is not an option"),
      (["a.json", "b.json"], "one config is expected"),
      (["a.json", "--set"], "--set needs a value"),
      (["a.json", "--resume", ""], "--resume needs a value"),
      (["a.json", "--resume="], "--resume needs a value"),
      (["a.json", "--check", "--plan"], "--check and --plan do different things"),
      (["--check"], "a config is missing"),
      (["a.json", "--check=false"], "--check takes no value"),
      (["a.json", "--check=false", "--set", "seed=4"], "--check takes no value"),
      (["a.json", "--plan=", "b.json"], "--plan takes no value"),
      (["a.json", "--world", "4"], "--world goes with --plan"),
      (["a.json", "--plan", "--cluster", "c"], "--cluster goes with --plan --world N"),
      (["a.json", "--plan", "--world=0"], "expected a number from 1 to 65536"),
      (["a.json", "--json=1"], "--json takes no value"),
      (["--schema=1"], "--schema takes no value"),
      (["generate", "r", "--prompt", "x", "--json=1"], "--json takes no value"),
      (["a.json", "--chek=1"], "--chek is not an option; did you mean --check?"),
      (["grow", "a", "--to", "b", "--plan=no"], "--plan takes no value"),
      (["grow", "a", "--to", "b", "--out", "c", "--text", "t", "--prompt", "p"], "keep one"),
      (["grow", "--to", "b"], "folder of a run or model"),
      (["grow", "a", "b", "--to", "c"], "one source is expected"),
      (["gow", "a"], "did you mean grow?"),
      (["evaluate"], "evaluate needs the folder of a run or model"),
      (["evaluate", "r"], "evaluate needs --tasks NAME,FILE… or --text FILE"),
      (["evaluate", "r", "s", "--text", "t"], "one run is expected"),
      (["evaluate", "r", "--tasks", "a,,b"], "--tasks needs names between commas"),
      (["evaluate", "r", "--tasks", "a,b,a"], "--tasks names a twice"),
      (["evaluate", "r", "--tasks", "a", "--limit", "0"], "--limit 0: expected a number"),
      (["evaluate", "r", "--tasks", "a", "--shot", "1"], "did you mean --shots?"),
      (["evaluate", "r", "--tasks", "a", "--allow-code=yes"], "--allow-code takes no value"),
      (["evaluat", "r"], "did you mean evaluate?"),
      (["synth"], "synth needs --family NAME"), (["synth", "--count", "3"], "--list tells"),
      (["synth", "zebra"], "--family zebra names a family"),
      (["synth", "--family", "zebra", "--count", "0"], "expected a number from 1 to 1000000"),
      (["synth", "--family", "zebra", "--seed", "-1"], "expected a number from 0"),
      (["synth", "--famly", "zebra"], "did you mean --family?"),
      (["synt", "--list"], "--list is not an option"),
      (["help", "optimizer.learnigRate"], "did you mean optimizer.learningRate?"),
      (["help", "lr"], "did you mean optimizer.learningRate?"),
      (["help", "grwo"], "did you mean grow?"),
      (["help", "xyzzy"], "no config key xyzzy; motif-train help config shows every key"),
      (["generate", "r", "--prompt", "x", "--prompt-file", "f"], "keep one of them"),
      (["generate", "r", "--prompt", ""], "--prompt needs a value"),
      (["generate", "r", "--top-p", "1.01"], "--top-p 1.01: expected a number from 0.0 to 1.0"),
      (["generate", "r", "--min-p", "-0.1"], "--min-p -0.1: expected"),
      (["generate", "r", "--repetition-penalty", "0"], "--repetition-penalty 0: expected"),
      (["generate", "r", "--samples", "0"], "--samples 0: expected"),
      (["generate", "r", "--topp", "1"], "did you mean --top-p?"),
      (["generate", "--prompt", "x"], "folder of a run"),
      (["generate", "r", "--prompt", "x", "--tokens", "0"], "--tokens 0: expected a number"),
      (["generate", "r", "--prompt", "x", "--temperature", "nan"], "--temperature nan"),
    ])
  func mistakes(arguments: [String], part: String) {
    let error = #expect(throws: UsageError.self) { try Command(arguments) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
  }
}
