import Foundation
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTrainer
import MotifTestSupport
import Testing

/// Every recipe in `Configs/`, shortened, from the first to the last line of output.
@Suite struct RecipeTests {
  static let folder = Repository.recipe("")

  /// The recipe of three stages that starts from the run of another recipe.
  private static let fineTuning = "motif-2-sft-nano.json"

  /// The report in one config each, which `WholeReportTests` runs.
  private static let wholeReport = ["nano", "micro", "12.7b"].map { "motif-2-\($0).json" }

  /// Those of a single run, and those that a cluster trains.
  static var recipes: [String] {
    get throws {
      try ["", "cluster/"].flatMap { room in
        try FileManager.default.contentsOfDirectory(atPath: folder + "/" + room)
          .filter { $0.hasSuffix(".json") && $0 != fineTuning && !wholeReport.contains($0) }
          .sorted().map { room + $0 }
      }
    }
  }

  /// What makes a recipe short and points its files to small ones in `place`.
  static func overrides(_ config: TrainConfig, _ place: Workplace) throws -> [String] {
    var overrides = [
      "training.steps=2", "training.batchSize=2", "training.microBatchSize=0",
      "training.sequenceLength=32", "evaluation.maxTokens=200", "evaluation.items=1",
      "generation.tokens=4", "tokenizer.sampleBytes=20000", "model.num_hidden_layers=2",
    ]
    if config.training.ramp.isActive {
      // So few tokens leave no room for a ramp.
      overrides += [
        "training.ramp.preset=none", "training.ramp.batch=[]", "training.ramp.sequence=[]",
      ]
    }
    for (index, source) in config.data.sources.enumerated() {
      let key = "data.sources.\(index)"
      switch source.kind {
      case .synthetic: overrides.append("\(key).documents=60")
      case .text:
        let text = (0..<60).map { "Line \($0).\nTo be, or not to be.\n" }.joined(separator: "\n")
        let path = try place.write("source\(index).txt", text)
        overrides += ["\(key).path=\(path)", "\(key).split.bytes=20"]
      case .jsonLines:
        let fields = ["text", "question", "answer", "prompt", "response"]
        let lines = (0..<60).map { line in
          "{" + fields.map { "\"\($0)\": \"\($0) \(line)\"" }.joined(separator: ", ") + "}"
        }
        let path = try place.write("source\(index).jsonl", lines.joined(separator: "\n"))
        overrides.append("\(key).path=\(path)")
      case .tasks: overrides.append("\(key).documents=60")
      case .conversations:
        let rows = (0..<60).map { #"{"prompt": "say \#($0)", "completion": "it is \#($0)"}"# }
        let path = try place.write("source\(index).jsonl", rows.joined(separator: "\n"))
        overrides.append("\(key).path=\(path)")
      case .tokens: Issue.record("\(key) of a recipe has tokens that nobody has written")
      }
    }
    return overrides
  }

  @Test func thereAreRecipes() throws {
    #expect(try Self.recipes.contains("quickstart.json"))
    #expect(try Self.recipes.contains("cluster/pretrain.json"))
  }

  /// The recipes of the growth experiment: those of stages train a seed and what grows from it.
  @Test func growthRecipesTrainAllStages() throws {
    let place = try Workplace()
    let folder = Self.folder + "/growth/"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".json") }.sorted()
    var staged = 0
    for name in names {
      let pipeline = try ConfigLoader.pipeline(path: folder + name)
      var sets = try Self.overrides(pipeline.stages[0].resolved.config, place)
      if pipeline.isStaged {
        // These stages have steps and a model of their own.
        sets += ["stages.train.training.steps=2", "stages.1.model.num_hidden_layers=3"]
        staged += 1
      }
      let trained = try Executable.run(
        [folder + name] + sets.flatMap { ["--set", $0] }, in: place.path)
      #expect(trained.status == 0, "\(name): \(trained.all)")
      try Self.expectTrained(pipeline, in: place, name)
    }
    #expect(staged >= 4 && staged < names.count)
  }

  /// Two steps in the first stage, growth, and two steps in the last that count on from the seed's
  /// compute.
  private static func expectTrained(
    _ pipeline: PipelineConfig, in place: Workplace, _ name: String
  ) throws {
    func metrics(_ stage: PipelineConfig.Stage?) throws -> [MetricsRecord] {
      try MetricsLog.read("\(place.path)/\(#require(stage).folderPath)/metrics.jsonl")
    }
    let seed = try metrics(pipeline.stages.first)
    #expect(seed.map(\.step) == [1, 2], "\(name)")
    guard pipeline.isStaged else { return }
    #expect(pipeline.stages.map(\.kind) == [.pretrain, .grow, .pretrain], "\(name)")
    #expect(place.exists(pipeline.stages[1].folderPath + "/model.safetensors"), "\(name)")
    let grown = try metrics(pipeline.stages.last)
    #expect(grown.map(\.step) == [0, 1, 2], "\(name)")
    let flops = try #require(seed.last?.number("trainingFLOPs"))
    #expect(flops > 0 && grown.first?.number("trainingFLOPs") == flops, "\(name)")
  }

  /// Growth and scratch of the experiment have the same compute, to half a step.
  @Test func growthComparesEqualCompute() throws {
    func flops(_ name: String) throws -> [Double] {
      try ConfigLoader.pipeline(path: Self.folder + "/growth/\(name).json").stages
        .filter { $0.kind == .pretrain }
        .map { stage in
          let config = stage.resolved.config
          return ComputePlan(
            config.model.config, length: config.training.sequenceLength,
            tokens: config.training.stepCount * config.training.tokensPerStep
          ).totalFLOPs
        }
    }
    let (scratch, seed) = try (flops("scratch")[0], flops("seed")[0])
    for name in ["grown-noisy", "grown-noise-free"] {
      let grown = try flops(name)
      #expect(grown.count == 2 && grown.first == seed, "\(name)")
      #expect(abs(grown.reduce(0, +) - scratch) < scratch / 1200, "\(name)")
    }
  }

  /// The three stages of fine-tuning after the pre-training that they start from.
  @Test func fineTunesWhatIsPretrained() throws {
    let place = try Workplace()
    let pretraining = Self.folder + "/motif-2-pretrain-nano.json"
    let config = try ConfigLoader.load(path: pretraining).config
    let sets = try Self.overrides(config, place) + ["tokenizer.vocabSize=300"]
    let trained = try Executable.run(
      [pretraining] + sets.flatMap { ["--set", $0] }, in: place.path)
    #expect(trained.status == 0, "\(trained.all)")
    let pipeline = try ConfigLoader.pipeline(path: Self.folder + "/" + Self.fineTuning)
    #expect(pipeline.stages.map(\.kind) == [.finetune, .finetune, .finetune])
    var shortened = ["model.num_hidden_layers=2", "evaluation.items=7", "generation.tokens=4"]
    for (index, stage) in pipeline.stages.enumerated() {
      let key = "stages.\(index)"
      shortened += ["\(key).training.tokens=0", "\(key).training.steps=2"]
      for source in stage.resolved.config.data.sources.indices {
        shortened.append(
          (index == 0 ? "" : key + ".") + "data.sources.\(source).documents=40")
      }
    }
    let tuned = try Executable.run(
      [Self.folder + "/" + Self.fineTuning] + shortened.flatMap { ["--set", $0] }, in: place.path)
    #expect(tuned.status == 0, "\(tuned.all)")
    for stage in pipeline.stages {
      #expect(place.exists(stage.folderPath + "/results.json"), "\(stage.name)")
    }
    #expect(place.exists(pipeline.stages[2].folderPath + "/curation.jsonl"))
  }

  @Test(arguments: try recipes) func trainsAndWrites(_ name: String) throws {
    let place = try Workplace()
    let path = Self.folder + "/" + name
    let config = try ConfigLoader.load(path: path).config
    let sets = try Self.overrides(config, place).flatMap { ["--set", $0] }
    let trained = try Executable.run([path] + sets, in: place.path)
    #expect(trained.status == 0, "\(trained.all)")
    for source in config.data.sources { #expect(trained.output.contains("\n\(source.name) ")) }
    #expect(trained.output.contains("Samples"))
    let run = "\(config.output)/\(config.name)"
    #expect(try MetricsLog.read("\(place.path)/\(run)/metrics.jsonl").map(\.step) == [1, 2])
    let written = try Executable.run(
      ["generate", run, "--prompt", "Once", "--tokens", "3"], in: place.path)
    #expect(written.status == 0 && written.output.hasPrefix("Once"), "\(written.all)")
  }
}
