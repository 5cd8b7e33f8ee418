import Foundation
import MotifCore
import MotifReport
import MotifTensor
import MotifTrainer
import Testing

/// A run of stages as a process: seed, growth, and what trains on from there.
@Suite(.serialized) final class StageTests {
  private let place: Workplace
  private let seedSteps = 6
  private let grownSteps = 8

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: seedSteps)
    try place.write("staged.json", recipe(trainingKey: "steps"))
  }

  /// The recipe, the key `steps` of whose last stage is written as given.
  private func recipe(trainingKey: String) -> String {
    """
    {
      "extends": "tiny.json",
      "stages": [
        {"kind": "pretrain", "name": "seed"},
        {
          "kind": "grow",
          "model": {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3},
          "initialization": {"noiseDecibels": 20}
        },
        {"kind": "pretrain", "name": "train", "training": {"\(trainingKey)": \(grownSteps)}}
      ]
    }
    """
  }

  private func trainWhole() throws {
    let result = try Executable.run(["staged.json", "--set", "name=whole"], in: place.path)
    try #require(result.status == 0, "\(result.all)")
  }

  /// SHA-256 of the newest weights and optimizer state of all stages.
  private func hashes(_ name: String) throws -> [String] {
    let grown = URL(
      fileURLWithPath: "\(place.path)/runs/\(name)/stages/2-grow/model.safetensors")
    return try place.hashes("\(name)/stages/1-seed", step: seedSteps)
      + [Data(contentsOf: grown).withUnsafeBytes { SHA256.digest($0) }]
      + place.hashes("\(name)/stages/3-train", step: grownSteps)
  }

  private func loggedSteps(_ name: String, _ stage: String) -> Int {
    let path = "\(place.path)/runs/\(name)/stages/\(stage)/metrics.jsonl"
    return (FileManager.default.contents(atPath: path) ?? Data()).count {
      $0 == UInt8(ascii: "\n")
    }
  }

  private func expectSame(_ name: String) throws {
    #expect(try hashes(name) == hashes("whole"), "\(name)")
    for (stage, steps) in [("1-seed", 1...seedSteps), ("3-train", 0...grownSteps)] {
      let records = try MetricsLog.read("\(place.path)/runs/\(name)/stages/\(stage)/metrics.jsonl")
      #expect(records.map(\.step) == Array(steps), "\(name), \(stage)")
    }
  }

  /// Starts the run `name` or continues it.
  private func start(_ name: String) throws -> Executable.Running {
    let arguments =
      place.exists("runs/\(name)/config.json")
      ? ["--resume", "runs/\(name)"] : ["staged.json", "--set", "name=\(name)"]
    return try Executable.start(arguments, in: place.path)
  }

  @Test func aRunKilledInEveryStageHasTheSameBits() throws {
    try trainWhole()
    let name = "killed"
    let moments: [(Executable.Running) -> Bool] = [
      { _ in self.loggedSteps(name, "1-seed") >= 1 },
      { _ in self.place.exists("runs/\(name)/stages/1-seed/checkpoints/step-00000004") },
      { $0.errorSoFar.contains("stage 2-grow") },
      { _ in self.place.exists("runs/\(name)/stages/3-train/config.json") },
      { _ in self.loggedSteps(name, "3-train") >= 4 },
    ]
    var killed = 0
    for (index, moment) in moments.enumerated() {
      let running = try start(name)
      running.wait { moment(running) }
      running.send(SIGKILL)
      let ended = try running.wait()
      // It may have come to the end while the signal was on its way.
      #expect([-SIGKILL, 0].contains(ended.status), "moment \(index): \(ended.all)")
      if ended.status == -SIGKILL { killed += 1 }
    }
    #expect(killed >= 3, "the run ended before it could be killed")
    let resumed = try start(name).wait()
    #expect(resumed.status == 0, "\(resumed.all)")
    try expectSame(name)
  }

  @Test func aSignalStopsInTheStageThatIsNamed() throws {
    try trainWhole()
    var stopped = 0
    for stage in ["1-seed", "3-train"] {
      let name = "stopped-\(stage)"
      let running = try start(name)
      running.wait { self.loggedSteps(name, stage) >= 1 }
      running.send(SIGTERM)
      let ended = try running.wait()
      #expect([75, 0].contains(ended.status), "\(ended.status) \(ended.all)")
      if ended.status == 75 {
        stopped += 1
        #expect(ended.output.hasPrefix("Stopped in stage \(stage) after step "), "\(ended.all)")
        #expect(
          ended.output.hasSuffix("Continue with: motif-train --resume runs/\(name)\n"),
          "\(ended.all)")
      }
      let resumed = try start(name).wait()
      #expect(resumed.status == 0, "\(resumed.all)")
      try expectSame(name)
    }
    #expect(stopped >= 1, "the signals came too late to show anything")
  }

  @Test func checkAndPrintConfigNameEveryStageAndWriteNothing() throws {
    for option in ["--check", "--print-config"] {
      let result = try Executable.run(["staged.json", option], in: place.path)
      #expect(result.status == 0, "\(result.all)")
      let stages = result.output.split(separator: "\n").compactMap { line in
        ["stage ", "# stage "].first(where: line.hasPrefix).map { line.dropFirst($0.count) }
      }
      #expect(stages == ["1-seed", "2-grow", "3-train"], "\(result.all)")
    }
    let printed = try Executable.run(["staged.json", "--print-config"], in: place.path).output
    for (key, place) in [
      ("initialization.noiseDecibels = 20 ", "# staged.json:8:43"),
      ("training.steps = \(grownSteps) ", "# staged.json:10:65"),
    ] {
      #expect(
        printed.split(separator: "\n").contains { $0.hasPrefix(key) && $0.hasSuffix(place) },
        "\(key) \(printed)")
    }
    #expect(!place.exists("runs"))
  }

  @Test func aMistakeInAStageIsReportedAtItsPlace() throws {
    try place.write("bad.json", recipe(trainingKey: "stepz"))
    let unknown = try Executable.run(["bad.json"], in: place.path)
    #expect(unknown.status == 2, "\(unknown.all)")
    #expect(
      unknown.error.contains(
        "bad.json:10:56: stages.2.training.stepz: there is no such key; did you mean \"steps\"?"),
      "\(unknown.all)")
    // A stage that grows has another kind of start than one that trains on.
    let misplaced = try Executable.run(
      ["staged.json", "--set", "stages.train.initialization.noise=false"], in: place.path)
    #expect(misplaced.status == 2, "\(misplaced.all)")
    #expect(
      misplaced.error.contains(
        "stages.2.initialization.noise: is a key of kind \"grown\", but kind is \"checkpoint\""),
      "\(misplaced.all)")
    #expect(!place.exists("runs"))
  }

  @Test(arguments: ["--check", "--plan"])
  func aModelOfOtherSizesThanThatBeforeIsRefused(option: String) throws {
    let whole = try Executable.run(["staged.json", option], in: place.path)
    try #require(whole.status == 0, "\(whole.all)")
    let other = try Executable.run(
      ["staged.json", option, "--set", "stages.train.model.num_hidden_layers=2"], in: place.path)
    #expect(other.status == 2, "\(other.all)")
    #expect(
      other.error.contains("other sizes than the model of the stage before 3-train"),
      "\(other.all)")
  }

  @Test func otherCommandsTakeTheLastStageOrAskForOne() throws {
    try trainWhole()
    let writing = ["--prompt", "One", "--tokens", "6"]
    let last = try Executable.run(
      ["generate", "runs/whole/stages/3-train"] + writing, in: place.path)
    let run = try Executable.run(["generate", "runs/whole"] + writing, in: place.path)
    #expect(run.status == 0 && run.output.hasPrefix("One"), "\(run.all)")
    #expect(run.output == last.output, "\(run.all)\(last.all)")
    let seed = try Executable.run(
      ["generate", "runs/whole/stages/1-seed"] + writing, in: place.path)
    #expect(seed.output != run.output, "the stages write the same: this shows nothing")

    let refused = try Executable.run(["compare", "runs/whole", "runs/whole"], in: place.path)
    #expect(refused.status == 3, "\(refused.all)")
    let named = "name one of them, such as "
    let folder = try #require(refused.error.split(separator: named).last)
      .trimmingCharacters(in: .newlines)
    #expect(folder == "runs/whole/stages/3-train", "\(refused.all)")
    let report = try Executable.run(["report", folder], in: place.path)
    #expect(report.status == 0, "\(report.all)")
    let again = try Executable.run(["staged.json", "--set", "name=whole"], in: place.path)
    #expect(again.status == 3 && again.error.contains("already holds a run"), "\(again.all)")
  }

  private func page(_ file: String) throws -> String {
    try String(contentsOfFile: place.path + "/" + file, encoding: .utf8)
  }

  @Test func theRunHasAPageOfAllItsStages() throws {
    try trainWhole()
    let drawn = try page("runs/whole/report.html")
    for part in [
      "3 of 3", "<h3>1-seed</h3>", "the function was kept", "What it writes, stage by stage",
      "<a href=\"stages/1-seed/report.html\">", "<caption>Architecture</caption>",
      "Bits per byte, all stages", "Exact match of the base model",
      "table 3 of the report", "table 4 of the report",
    ] { #expect(drawn.contains(part), "\(part)") }
    // Drawn by hand it is the same page.
    let report = try Executable.run(["report", "runs/whole"], in: place.path)
    #expect(report.status == 0 && report.output.contains("2-grow: "), "\(report.all)")
    #expect(report.output.hasSuffix("runs/whole/report.html\n"), "\(report.all)")
    #expect(try page("runs/whole/report.html") == drawn)
    let other = try Executable.run(
      ["report", "runs/whole", "--html", "other.html", "--json"], in: place.path)
    let stages =
      try JSONSerialization.jsonObject(with: Data(other.output.utf8)) as? [[String: Any]]
    #expect(stages?.map { $0["stage"] as? String } == ["1-seed", "2-grow", "3-train"])
    #expect(try page("other.html") == drawn)
  }

  /// Its files may be damaged one by one: what they told is left out.
  @Test func aPageOfStagesReadsWhatItCan() throws {
    try trainWhole()
    try place.write("runs/whole/stages/2-grow/growth-account.json", "{")
    try place.write("runs/whole/stages/1-seed/results.json", "[1]")
    try place.write("runs/whole/stages/3-train/metrics.jsonl", "")
    let report = try Executable.run(["report", "runs/whole"], in: place.path)
    #expect(report.status == 0, "\(report.all)")
    let drawn = try page("runs/whole/report.html")
    #expect(!drawn.contains("the function was kept") && drawn.contains("<h3>3-train</h3>"))
  }
}
