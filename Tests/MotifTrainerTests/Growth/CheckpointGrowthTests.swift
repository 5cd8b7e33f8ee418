import Foundation
import MotifCore
import MotifDistributed
import MotifModel
import MotifReport
import MotifTensor
import MotifTestSupport
import MotifTrainer
import Testing

/// Growing checkpoints on disk: same function, whole folders or none, and errors that name the tensor.
@Suite("Checkpoint growth") struct CheckpointGrowthTests {
  private let folder = TemporaryRoot.url
    .appendingPathComponent("growth-\(UUID().uuidString)").path

  /// nano-seed with fresh weights in `folder/seed`, its tensors changed by `change`.
  private func writeSeed(
    type: SafetensorsFile.ElementType = .float32, limit: Int = 5_000_000_000,
    change: (inout [SafetensorsFile.Description]) -> Void = { _ in }
  ) throws -> String {
    let config = try #require(ModelPresets.named("nano-seed"))
    let model = try CausalLanguageModel(config, seed: 3)
    let path = folder + "/seed"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var tensors = config.parameterShapes.map {
      SafetensorsFile.Description(name: $0.name, type: type, shape: $0.shape)
    }
    change(&tensors)
    try ShardPlan(tensors, limit: limit).write(to: path) { tensor, sink throws(FileError) in
      let values = model.parameters[tensor.name]?.value.values ?? []
      let count = tensor.elementCount
      try sink.append(Array((values + Array(repeating: 0, count: count)).prefix(count)))
    }
    try config.huggingFaceJSON.write(
      toFile: path + "/config.json", atomically: true, encoding: .utf8)
    return path
  }

  private var target: ModelConfig {
    get throws { try #require(ModelPresets.named("nano")) }
  }

  private func removeAll() { try? FileManager.default.removeItem(atPath: folder) }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  @Test("shards of bfloat16 grow into shards; the written model is the target and keeps its logits")
  func shards() throws {
    defer { removeAll() }
    let seed = try writeSeed(type: .bfloat16, limit: 100_000)
    var settings = CheckpointGrowth.Settings()
    settings.shardLimit = 1_000_000
    let growth = try CheckpointGrowth(
      from: WeightFolder(seed), to: target, settings: settings)
    var done = 0
    let report = try growth.write(to: folder + "/grown/", progress: { count, _ in done = count })
    #expect(done == growth.plan.steps.count)
    #expect(report.parameterCount == 1_464_180 && report.fileCount > 1)
    let check = try #require(report.check)
    #expect(check.positions == 1024 && check.agreements == 1024)
    #expect(check.largestLogit > 0 && check.relativeDifference <= 1e-4)
    let config = try ModelConfig(contentsOfFile: folder + "/grown/config.json")
    #expect(config == growth.plan.target)
    let reader = try CheckpointReader(path: folder + "/grown")
    #expect(reader.names == config.parameterShapes.map(\.name).sorted())
    #expect(names == ["grown", "seed"])
    let account = try #require(GrowthAccount(folder: folder + "/grown"))
    #expect(account.after == report.parameterCount && account.before < account.after)
    #expect(account.difference == check.relativeDifference && account.positions == 1024)
    #expect(account.sizes == GrowthPlanText(growth.plan).sizes)
  }

  @Test("the file equals growth in memory, and a second time the same bytes")
  func sameAsMemory() throws {
    defer { removeAll() }
    let seed = try writeSeed()
    let growth = try CheckpointGrowth(from: WeightFolder(seed), to: target)
    for name in ["a", "b"] { _ = try growth.write(to: "\(folder)/\(name)") }
    let files = try ["a", "b"].map {
      try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)/model.safetensors"))
    }
    #expect(files[0] == files[1])
    let model = try CausalLanguageModel(
      growth.plan.target,
      source: GrownSource(growth.plan, from: CheckpointSource(CheckpointReader(path: seed))))
    let reader = try CheckpointReader(path: folder + "/a")
    for parameter in model.parameters.parameters {
      let comparison = Comparison(
        bits: parameter.name, try reader.floats(parameter.name), parameter.value.values)
      #expect(comparison.matches, "\(comparison)")
    }
  }

  /// Rounding breaks the cancellation of noise, whether or not anybody can afford to compare logits.
  @Test(
    "noise is not stored in bfloat16, and nothing is written",
    arguments: [-10.0, 0, 10, 40, 100, 200], [GrowthOptions.Form.symmetric, .diagonal])
  func refused(decibels: Double, form: GrowthOptions.Form) throws {
    defer { removeAll() }
    var settings = CheckpointGrowth.Settings()
    settings.storage = .source
    settings.checkMemory = 0
    (settings.growth.noiseDecibels, settings.growth.form) = (decibels, form)
    let seed = try writeSeed(type: .bfloat16)
    let error = #expect(throws: GrowthError.self) {
      try CheckpointGrowth(from: WeightFolder(seed), to: target, settings: settings)
    }
    let text = error?.description ?? ""
    #expect(text.contains("model.layers.0.") && text.contains("--storage float32"), "\(text)")
    #expect(names == ["seed"])
    settings.storage = .float32
    _ = try CheckpointGrowth(from: WeightFolder(seed), to: target, settings: settings)
  }

  /// A third of a bfloat16 number is none; a half and a quarter are.
  @Test("copies by powers of two alone fit bfloat16", arguments: [1, 2, 3, 4, 5, 6, 7, 8])
  func factors(copies: Int) throws {
    defer { removeAll() }
    var settings = CheckpointGrowth.Settings()
    settings.storage = .source
    settings.growth.hasNoise = false
    settings.checkMemory = 1 << 40
    let seed = try writeSeed(type: .bfloat16)
    var wide = try WeightFolder(seed).config
    wide.hiddenSize *= copies
    wide.intermediateSize *= copies
    wide.tieWordEmbeddings = false
    func growth() throws -> CheckpointGrowth {
      try CheckpointGrowth(from: WeightFolder(seed), to: wide, settings: settings)
    }
    if [1, 2, 4, 8].contains(copies) {
      let report = try growth().write(to: folder + "/grown")
      #expect(try #require(report.check).relativeDifference <= 1e-4)
    } else {
      let error = #expect(throws: GrowthError.self) { try growth() }
      #expect(error?.description.contains("powers of two") == true)
    }
  }

  /// Whatever the noise, a source of Float32 loses nothing.
  @Test func noiseOfAFloat32SourceIsKept() throws {
    defer { removeAll() }
    var settings = CheckpointGrowth.Settings()
    settings.storage = .source
    let growth = try CheckpointGrowth(
      from: WeightFolder(writeSeed()), to: target, settings: settings)
    let report = try growth.write(to: folder + "/grown")
    #expect(try #require(report.check).relativeDifference <= 1e-4)
  }

  @Test("plain copies keep their function in bfloat16 too")
  func storedAsSource() throws {
    defer { removeAll() }
    var settings = CheckpointGrowth.Settings()
    settings.storage = .source
    settings.growth.hasNoise = false
    let growth = try CheckpointGrowth(
      from: WeightFolder(writeSeed(type: .bfloat16)), to: target, settings: settings)
    let report = try growth.write(to: folder + "/grown")
    #expect(report.byteCount < 3 * report.parameterCount)
    #expect(try #require(report.check).relativeDifference <= 1e-4)
  }

  @Test("a source that does not match its config names the tensor; nothing is written")
  func mismatch() throws {
    defer { removeAll() }
    let name = "model.layers.2.mlp.up_proj.weight"
    let cases: [(String, (inout [SafetensorsFile.Description]) -> Void)] = [
      (
        "tensor \(name) has shape [255, 64], expected [256, 64]",
        { tensors in
          tensors = tensors.map {
            $0.name == name ? .init(name: name, shape: [255, 64]) : $0
          }
        }
      ),
      ("has no tensor \(name)", { $0.removeAll { $0.name == name } }),
      ("tensor extra.bias has no place", { $0.append(.init(name: "extra.bias", shape: [4])) }),
    ]
    for (sentence, change) in cases {
      let seed = try writeSeed(change: change)
      let error = #expect(throws: FileError.self) {
        try CheckpointGrowth(from: WeightFolder(seed), to: target)
      }
      #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
      #expect(names == ["seed"])
    }
  }

  @Test("a failing disk leaves no folder; an existing one is not touched")
  func failures() throws {
    defer { removeAll() }
    let growth = try CheckpointGrowth(from: WeightFolder(writeSeed()), to: target)
    var operations = FileOperations.system
    operations.sync = { _, path throws(FileError) in
      throw FileError(path: path, reason: "the disk is full")
    }
    #expect(throws: FileError.self) {
      try growth.write(to: folder + "/grown", operations: operations)
    }
    #expect(names == ["seed"])
    let error = #expect(throws: FileError.self) { try growth.write(to: folder + "/seed") }
    #expect(error?.reason.contains("already exists") == true)
    #expect(try CheckpointReader(path: folder + "/seed").names.count == 4 * 16 + 2)
  }

  @Test("a target is a preset or a file, tokens must fit")
  func arguments() throws {
    defer { removeAll() }
    let error = #expect(throws: FileError.self) { try GrowthTarget("giant") }
    #expect(error?.reason.contains("nano, nano-seed") == true)
    var settings = CheckpointGrowth.Settings()
    settings.rows = [[1, 512]]
    let seed = try writeSeed()
    #expect(throws: GrowthError.self) {
      try CheckpointGrowth(
        from: WeightFolder(seed), to: target, settings: settings)
    }
  }
}
