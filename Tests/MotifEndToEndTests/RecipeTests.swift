import Foundation
import MotifReport
import MotifTrainer
import MotifTestSupport
import Testing

/// Every recipe in `Configs/`, shortened, from the first to the last line of output.
@Suite struct RecipeTests {
  static let folder = Repository.recipe("")

  static var recipes: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        .sorted()
    }
  }

  /// What makes a recipe short and points its files to small ones in `place`.
  static func overrides(_ config: TrainConfig, _ place: Workplace) throws -> [String] {
    var overrides = [
      "training.steps=2", "training.batchSize=2", "training.microBatchSize=0",
      "training.sequenceLength=32", "evaluation.maxTokens=200", "evaluation.items=1",
      "generation.tokens=4", "tokenizer.sampleBytes=20000", "model.num_hidden_layers=2",
    ]
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
      }
    }
    return overrides
  }

  @Test func thereAreRecipes() throws {
    #expect(try Self.recipes.contains("quickstart.json"))
  }

  /// The recipes of the growth experiment: a seed, then everything that grows from it.
  @Test func growthRecipesTrainAfterTheirSeed() throws {
    let place = try Workplace()
    let folder = Self.folder + "/growth/"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".json") }
    let grown = names.filter { $0 != "seed.json" }.sorted()
    #expect(grown.count == names.count - 1 && grown.count >= 5)
    for name in ["seed.json"] + grown {
      let config = try ConfigLoader.load(path: folder + name).config
      var sets = try Self.overrides(config, place)
      if config.initialization.kind == .grown {
        #expect(config.initialization.from == "runs/growth/seed")
        sets.append("model.num_hidden_layers=3")
      }
      let trained = try Executable.run(
        [folder + name] + sets.flatMap { ["--set", $0] }, in: place.path)
      #expect(trained.status == 0, "\(name): \(trained.all)")
      let steps = try MetricsLog.read(
        "\(place.path)/\(config.output)/\(config.name)/metrics.jsonl"
      ).map(\.step)
      #expect(steps == (config.initialization.kind == .grown ? [0, 1, 2] : [1, 2]), "\(name)")
    }
  }

  /// Growth and scratch of the experiment have the same compute, to half a step.
  @Test func growthComparesEqualCompute() throws {
    func flops(_ name: String) throws -> Double {
      let config = try ConfigLoader.load(path: Self.folder + "/growth/\(name).json").config
      let training = config.training
      return ComputePlan(
        config.model.config, length: training.sequenceLength,
        tokens: training.stepCount * training.tokensPerStep
      ).totalFLOPs
    }
    let (scratch, seed, grown) = try (flops("scratch"), flops("seed"), flops("grown-noisy"))
    #expect(abs(seed + grown - scratch) < scratch / 1200)
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
