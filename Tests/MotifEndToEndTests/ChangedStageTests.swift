import Foundation
import MotifReport
import MotifTrainer
import Testing

/// A run of stages that goes on with another config than it began with.
@Suite(.serialized) final class ChangedStageTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 3)
    try place.write(
      "staged.json",
      """
      {
        "extends": "tiny.json",
        "stages": [
          {"kind": "pretrain", "name": "seed"},
          {"kind": "grow", "model": {"num_hidden_layers": 3}},
          {"kind": "pretrain", "name": "train", "training": {"steps": 4}}
        ]
      }
      """)
    let result = try Executable.run(["staged.json", "--set", "name=run"], in: place.path)
    try #require(result.status == 0, "\(result.all)")
  }

  private func resume(_ sets: String..., config: String? = nil) throws -> Executable.Result {
    try Executable.run(
      (config.map { [$0] } ?? []) + ["--resume", "runs/run"] + sets.flatMap { ["--set", $0] },
      in: place.path)
  }

  private func steps(_ stage: String) throws -> [Int] {
    try MetricsLog.read("\(place.path)/runs/run/stages/\(stage)/metrics.jsonl").map(\.step)
  }

  @Test func aChangedStageAndThoseAfterItRunAgain() throws {
    let before = try place.hashes("run/stages/1-seed", step: 3)
    let result = try resume("stages.1.initialization.noiseDecibels=20")
    #expect(result.status == 0, "\(result.all)")
    #expect(result.error.contains("stage 2-grow was changed after it had run\n"), "\(result.all)")
    #expect(
      result.error.contains("  initialization.noiseDecibels: 10 → 20\n"), "\(result.all)")
    #expect(
      result.error.contains(
        "2-grow, 3-train: run again; what they had written is in runs/run/replaced-1"),
      "\(result.all)")
    #expect(try place.hashes("run/stages/1-seed", step: 3) == before)
    for name in ["stages", "replaced-1"] {
      #expect(place.exists("runs/run/\(name)/2-grow/model.safetensors"), "\(name)")
      #expect(place.exists("runs/run/\(name)/3-train/results.json"), "\(name)")
    }
    #expect(!place.exists("runs/run/replaced-1/1-seed"))
    // The record has what was asked, so nothing more is left to do.
    let again = try resume()
    #expect(again.status == 0 && again.error.contains("all stages are finished"), "\(again.all)")
    #expect(!place.exists("runs/run/replaced-2"))
    // As a run that was never anything else.
    let other = try Executable.run(
      ["staged.json", "--set", "name=other", "--set", "stages.1.initialization.noiseDecibels=20"],
      in: place.path)
    #expect(other.status == 0, "\(other.all)")
    #expect(
      try place.hashes("run/stages/3-train", step: 4)
        == place.hashes("other/stages/3-train", step: 4))
  }

  @Test func whatChangesNoWeightsRunsNothingAgain() throws {
    for change in [
      "threads=1", "generation.tokens=6", "stages.seed.evaluation.items=1",
      "checkpoint.keepLast=3",
    ] {
      let result = try resume(change)
      #expect(result.status == 0, "\(change): \(result.all)")
      #expect(result.error.contains("all stages are finished"), "\(change): \(result.all)")
    }
    #expect(!place.exists("runs/run/replaced-1"))
  }

  @Test func moreStepsGoOnAndWhatFollowsRunsAgain() throws {
    let result = try resume("stages.seed.training.steps=5")
    #expect(result.status == 0, "\(result.all)")
    #expect(
      result.error.contains("2-grow, 3-train: run again; what they had written is in"),
      "\(result.all)")
    #expect(try steps("1-seed") == [1, 2, 3, 4, 5])
    #expect(place.exists("runs/run/stages/3-train/results.json"))
    // The last stage alone goes on where it was.
    let longer = try resume("stages.train.training.steps=6")
    #expect(longer.status == 0, "\(longer.all)")
    #expect(try steps("3-train") == [0, 1, 2, 3, 4, 5, 6])
    #expect(!place.exists("runs/run/replaced-2"))
  }

  @Test func anEditedFileCountsAsAChange() throws {
    let text = try String(contentsOfFile: place.path + "/staged.json", encoding: .utf8)
    try place.write("edited.json", text.replacing("\"train\"", with: "\"final\""))
    let result = try resume(config: "edited.json")
    #expect(result.status == 0, "\(result.all)")
    #expect(
      result.error.contains("the config has another stage in the place of 3-train"),
      "\(result.all)")
    #expect(place.exists("runs/run/replaced-1/3-train/results.json"))
    #expect(place.exists("runs/run/stages/3-final/results.json"))
    #expect(!place.exists("runs/run/stages/3-train"))
  }
}
