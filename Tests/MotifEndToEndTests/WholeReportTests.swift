import Foundation
import MotifCore
import MotifModel
import MotifTestSupport
import MotifTrainer
import Testing

/// The report in one config: seed, growth, curriculum, fine-tuning and evaluation, shortened.
@Suite(.serialized) struct WholeReportTests {
  private static let stages = [
    "1-seed", "2-width", "3-depth", "4-curriculum", "5-alignment", "6-skills", "7-refinement",
    "8-evaluation",
  ]
  private static let training = stages.filter {
    !["2-width", "3-depth", "8-evaluation"].contains($0)
  }

  /// What makes the recipe `name` short: few documents, two steps a stage, one answer a task.
  private static func shortened(_ name: String) throws -> [String] {
    let pipeline = try ConfigLoader.pipeline(path: Repository.recipe(name))
    try #require(
      pipeline.stages.map { URL(fileURLWithPath: $0.folderPath).lastPathComponent } == stages)
    var sets = ["tokenizer.sampleBytes=20000", "tokenizer.vocabSize=300", "generation.tokens=4"]
    for (index, stage) in pipeline.stages.enumerated() where stage.kind.isTraining {
      let key = "stages.\(index)"
      sets += [
        "\(key).training.tokens=0", "\(key).training.steps=2", "\(key).training.batchTokens=256",
        "\(key).training.microBatchSize=1", "\(key).training.sequenceLength=256",
        "\(key).evaluation.maxTokens=300", "\(key).evaluation.items=3",
        "\(key).checkpoint.interval=1",
      ]
      if stage.name.hasSuffix("curriculum") {
        sets += ["\(key).training.ramp.batch=[]", "\(key).training.ramp.sequence=[]"]
      }
      for (place, source) in stage.resolved.config.data.sources.enumerated() {
        let sources = stage.kind == .finetune ? "\(key).data" : "data"
        sets.append("\(sources).sources.\(place).documents=40")
        // A model of two steps answers no task, and nothing to train on ends a stage.
        if source.candidates > 0 { sets.append("\(sources).sources.\(place).candidates=0") }
      }
    }
    return sets + ["stages.evaluation.evaluation.limit=2"]
  }

  /// Starts the run `name` of `recipe` or continues it.
  private func start(
    _ name: String, _ sets: [String], in place: Workplace
  ) throws -> Executable.Running {
    let arguments =
      place.exists("runs/\(name)/config.json")
      ? ["--resume", "runs/\(name)"]
      : [Repository.recipe("motif-2-nano.json")]
        + (sets + ["name=\(name)"]).flatMap { ["--set", $0] }
    return try Executable.start(arguments, in: place.path)
  }

  /// What the last training stage and the evaluation have left.
  private func outcome(_ name: String, in place: Workplace) throws -> [String] {
    let results = "\(place.path)/runs/\(name)/stages/8-evaluation/results.json"
    return try place.hashes("\(name)/stages/7-refinement", step: 2)
      + [String(contentsOfFile: results, encoding: .utf8)]
  }

  /// Each kind of stage is killed, and a stage of each that chooses or samples.
  @Test func killedInItsStagesItHasTheSameBits() throws {
    let place = try Workplace()
    let sets = try Self.shortened("motif-2-nano.json")
    let whole = try start("whole", sets, in: place).wait()
    try #require(whole.status == 0, "\(whole.all)")
    for stage in Self.training {
      #expect(place.exists("runs/whole/stages/\(stage)/results.json"), "\(stage)")
    }
    var killed = 0
    for stage in Self.stages where !["2-width", "5-alignment", "7-refinement"].contains(stage) {
      let running = try start("killed", sets, in: place)
      let record = "runs/killed/stages/\(stage)/metrics.jsonl"
      running.wait {
        Self.training.contains(stage)
          ? place.exists(record) : running.errorSoFar.contains("stage \(stage)\n")
      }
      running.send(SIGKILL)
      let ended = try running.wait()
      #expect([-SIGKILL, 0].contains(ended.status), "\(stage): \(ended.all)")
      if ended.status == -SIGKILL { killed += 1 }
    }
    #expect(killed >= 4, "the run ended before it could be killed")
    let resumed = try start("killed", sets, in: place).wait()
    #expect(resumed.status == 0, "\(resumed.all)")
    #expect(
      try outcome("killed", in: place)
        == outcome("whole", in: place).map { $0.replacing("runs/whole", with: "runs/killed") })
  }

  /// The same stages for a larger model; its widths are the recipe's, its depth and data small.
  @Test func theLargerRecipeRunsThroughItsStages() throws {
    let place = try Workplace()
    let layers = ["0": 1, "1": 1, "2": 2].map { "stages.\($0).model.num_hidden_layers=\($1)" }
    let sets = try Self.shortened("motif-2-micro.json") + layers
    let run = try Executable.run(
      [Repository.recipe("motif-2-micro.json")] + sets.flatMap { ["--set", $0] }, in: place.path)
    #expect(run.status == 0, "\(run.all)")
    #expect(place.exists("runs/motif-2-micro/stages/8-evaluation/results.json"))
  }

  /// The full size is planned, not run: 12.7 billion parameters in the report's order of stages.
  @Test func theFullSizeIsPlannedForACluster() throws {
    let path = Repository.recipe("motif-2-12.7b.json")
    let pipeline = try ConfigLoader.pipeline(path: path)
    let curriculum = try #require(pipeline.stages.first { $0.name.hasSuffix("curriculum") })
    #expect(curriculum.resolved.config.model.config.parameterCount == 12_703_860_896)
    let place = try Workplace()
    let plan = try Executable.run([path, "--plan", "--world", "256"], in: place.path)
    #expect(plan.status == 0, "\(plan.all)")
    #expect(plan.output.contains("stage 4-curriculum\nPlan for 256 ranks"), "\(plan.output)")
  }
}
