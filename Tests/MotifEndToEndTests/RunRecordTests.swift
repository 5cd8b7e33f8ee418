import Foundation
import MotifOptimizer
import MotifReport
import MotifTrainer
import Testing

/// The folder of a run says what happened, not what was asked for.
@Suite(.serialized) final class RunRecordTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 4)
    let run = try Executable.run(["tiny.json"], in: place.path)
    try #require(run.status == 0, "\(run.all)")
  }

  private func content(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: place.path + "/runs/tiny/" + name))
  }

  private var events: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: place.path + "/runs/tiny")
        .filter { $0.hasPrefix("events.") }.sorted()
    }
  }

  private func resume(_ sets: String...) throws -> Executable.Result {
    try Executable.run(
      ["--resume", "runs/tiny"] + sets.flatMap { ["--set", $0] }, in: place.path)
  }

  @Test(arguments: [
    [], ["optimizer.learningRate=0.5"], ["threads=1", "training.gradientClip=0.5"],
  ])
  func aFinishedRunStaysAsItIs(_ sets: [String]) throws {
    let files = ["config.json", "plan.svg", "metrics.jsonl"]
    let before = try files.map(content)
    let (logs, hashes) = (try events, try place.hashes("tiny", step: 4))
    let again = try Executable.run(
      ["--resume", "runs/tiny"] + sets.flatMap { ["--set", $0] }, in: place.path)
    #expect(again.status == 0, "\(again.all)")
    #expect(again.error.contains("runs/tiny: finished at step 4; nothing is left to train"))
    for set in sets {
      let key = set.prefix { $0 != "=" }
      #expect(again.error.contains("  \(key): "), "\(again.error)")
    }
    #expect(again.error.contains("config.json: stays as it is") == !sets.isEmpty)
    #expect(try files.map(content) == before && events == logs)
    #expect(try place.hashes("tiny", step: 4) == hashes)
  }

  @Test func aResumeNamesWhatItChangesAndDrawsItsSchedules() throws {
    let plan = try content("plan.svg")
    let longer = try resume("training.steps=7", "optimizer.learningRate=1e-3", "evaluation.items=0")
    #expect(longer.status == 0, "\(longer.all)")
    #expect(longer.error.contains("config.json: changed to what this resume asks for\n"))
    for line in [
      "  training.steps: 4 → 7\n", "  optimizer.learningRate: 0.002 → ",
      "  evaluation.items: 2 → 0\n",
    ] { #expect(longer.error.contains(line), "\(line) \(longer.error)") }
    #expect(!longer.error.contains("  seed:"))
    #expect(try content("plan.svg") != plan)
    #expect(try MetricsLog.read(place.path + "/runs/tiny/metrics.jsonl").count == 7)
    let kept = try ConfigLoader.load(path: place.path + "/runs/tiny/config.json").config
    #expect(kept.training.steps == 7 && kept.optimizer.learningRate == 1e-3)
    #expect(try events.count == 2)
    let same = try resume()
    #expect(same.status == 0 && !same.error.contains("→"), "\(same.all)")
  }

  @Test(arguments: [
    "model.hidden_size=32", "model.num_hidden_layers=3", "model.intermediate_size=32",
    "model.rms_norm_eps=1e-4",
  ]) func anotherModelIsRefusedByTheCheckAsByTheRun(_ set: String) throws {
    let before = try content("config.json")
    for option in [[], ["--check"]] {
      let result = try Executable.run(
        ["--resume", "runs/tiny", "--set", set] + option, in: place.path)
      #expect(result.status == 3, "\(option) \(result.all)")
      #expect(
        result.error.contains("holds another model than the config asks for"),
        "\(option) \(result.all)")
    }
    #expect(try content("config.json") == before)
    let own = try Executable.run(["--resume", "runs/tiny", "--check"], in: place.path)
    #expect(own.status == 0 && own.output.contains("memory: about "), "\(own.all)")
  }

  @Test func whatTheTerminalShowsIsKept() throws {
    let results = try TrainingSummary(json: content("results.json"))
    #expect(results.steps == 4 && results.run == "runs/tiny")
    #expect(results.validation.map(\.domain) == ["stories", "arithmetic", "all"])
    #expect(!results.exactMatch.isEmpty && results.exactMatch.allSatisfy { $0.items == 2 })
    #expect(results.samples.map(\.prompt) == ["One"])
    let page = String(decoding: try content("report.html"), as: UTF8.self)
    for part in [
      "<h3>Exact match</h3>", "after step 4.", "generator", "What it writes, after step 4",
      "<pre><b>One", "The softmax of the noise head", "λ now", "PolyNorm now",
      "Exact match over time", "Last logged on ",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    // Drawn by hand it is the same page, and a damaged file costs the results alone.
    #expect(try Executable.run(["report", "runs/tiny"], in: place.path).status == 0)
    #expect(String(decoding: try content("report.html"), as: UTF8.self) == page)
    try place.write("runs/tiny/results.json", "{")
    #expect(try Executable.run(["report", "runs/tiny"], in: place.path).status == 0)
    let bare = String(decoding: try content("report.html"), as: UTF8.self)
    #expect(!bare.contains("What it writes") && bare.contains("Training loss"))
    #expect(bare.contains("λ now"))
    try place.write("runs/tiny/inside.json", #"{"step": 4, "lambda": []}"#)
    #expect(try Executable.run(["report", "runs/tiny"], in: place.path).status == 0)
    #expect(!String(decoding: try content("report.html"), as: UTF8.self).contains("λ now"))
    // A run that goes on has new results at its end.
    #expect(try resume("training.steps=6").status == 0)
    #expect(try TrainingSummary(json: content("results.json")).steps == 6)
  }

  @Test func aLogWithoutALineIsNamed() throws {
    let log = try content("metrics.jsonl")
    for data in [Data(), log.prefix(40), Data("\n".utf8)] {
      try place.write("runs/tiny/metrics.jsonl", data)
      for arguments in [["report", "runs/tiny"], ["compare", "runs/tiny", "runs/tiny"]] {
        let result = try Executable.run(arguments, in: place.path)
        #expect(result.status == 3, "\(result.all)")
        #expect(result.error.contains("runs/tiny/metrics.jsonl: "), "\(result.all)")
        #expect(!result.output.contains("steps 0"))
      }
    }
    // A line that is still being written is passed over.
    try place.write("runs/tiny/metrics.jsonl", log.dropLast(9))
    let running = try Executable.run(["report", "runs/tiny"], in: place.path)
    #expect(running.status == 0 && running.output.contains("steps 3"), "\(running.all)")
  }

  @Test func aSaveTellsItsOwnTime() throws {
    let start = ContinuousClock.now
    let long = try Executable.start(
      ["tiny.json", "--set", "name=long", "--set", "training.steps=100000"], in: place.path)
    long.wait { self.place.exists("runs/long/checkpoints") }
    usleep(1_500_000)
    long.send(SIGINT)
    let ended = try long.wait()
    let whole = (ContinuousClock.now - start) / .seconds(1)
    #expect(ended.status == 75, "\(ended.all)")
    let match = try #require(
      ended.error.firstMatch(of: /stopped by SIGINT, saved in ([\d.]+) (m?s)\n/), "\(ended.error)")
    let seconds = (Double(match.1) ?? .infinity) * (match.2 == "ms" ? 1e-3 : 1)
    #expect(seconds < whole - 1, "a save of \(seconds) s in a run of \(whole) s")
  }
}
