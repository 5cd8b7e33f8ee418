import MotifCore
import MotifModel
import MotifOptimizer
import Testing

@testable import MotifTrainer

/// What is refused because no machine has the memory, or no plan could count it.
@Suite struct MemoryGuardTests {
  private static func config(_ change: (inout ModelConfig) -> Void) -> ModelConfig {
    var config = ModelConfig(
      hiddenSize: 16, layerCount: 1, intermediateSize: 16, queryHeadCount: 2,
      keyValueHeadCount: 2, noiseHeadCount: 1, headDim: 2, ropeTheta: 1e4,
      maxPositionEmbeddings: 1 << 26, vocabSize: 300)
    change(&config)
    return config
  }

  /// The plan of training nano on a batch, on a machine with so much memory.
  private static func plan(
    _ training: TrainingSettings, available: Int, model: ModelConfig? = nil
  ) throws -> MemoryPlan {
    let resolved = try ConfigLoader.load(
      text: """
        {"model": {"preset": "nano"}, "data": {"sources": [{"name": "stories"}]},
         "training": {"steps": 1}}
        """, file: "guard.json")
    return try MemoryPlan(
      resolved, model ?? resolved.model, trained: nil, evaluationRows: [],
      measured: .init(program: 0, resident: 0, peak: 0, available: available), settings: training)
  }

  private static func complaint(
    _ training: TrainingSettings, available: Int, model: ModelConfig? = nil
  ) throws -> (key: String, text: String) {
    let memory = try plan(training, available: available, model: model)
    try #require(!memory.fits)
    let refusal = TrainingMemoryRefusal(
      memory, training, try model ?? #require(ModelPresets.named("nano")),
      rows: [training.sequencesPerStep])
    let text = try refusal.complaint { try plan($0, available: available, model: model) }
    return (refusal.key, text)
  }

  /// Each remedy that is named fits, and the next larger number of rows does not.
  @Test(arguments: [(12, 64), (64, 128), (100, 32), (7, 256), (2048, 512)])
  func whatIsNamedFits(_ rows: Int, _ length: Int) throws {
    var training = TrainingSettings()
    (training.batchSize, training.sequenceLength, training.steps) = (rows, length, 1)
    let whole = try Self.plan(training, available: .max).peak
    for share in [0.9, 0.6, 0.3] {
      let available = Int(Double(whole) * share)
      let (key, text) = try Self.complaint(training, available: available)
      #expect(key == "training.batchSize" || key == "model")
      #expect(
        text.hasPrefix("needs about \(ByteText.short(whole)) of memory to train, "), "\(text)")
      #expect(text.contains("this machine has \(ByteText.short(available))"))
      guard let named = text.firstMatch(of: /microBatchSize (\d+) takes/).flatMap({ Int($0.1) })
      else { continue }
      let divisors = (1...rows).filter { rows % $0 == 0 }
      var fewer = training
      fewer.microBatchSize = named
      #expect(divisors.contains(named))
      #expect(try Self.plan(fewer, available: available).fits, "\(text)")
      fewer.microBatchSize = try #require(divisors.first { $0 > named })
      #expect(try !Self.plan(fewer, available: available).fits, "\(text)")
    }
  }

  @Test func theLargestPartSaysWhatToChange() throws {
    var training = TrainingSettings()
    (training.batchSize, training.sequenceLength, training.steps) = (1, 2, 1)
    let table = Self.config { $0.headDim = 4096 }
    let ofTable = try Self.complaint(training, available: 1 << 28, model: table)
    #expect(ofTable.key == "model")
    #expect(ofTable.text.hasSuffix("take a smaller model.max_position_embeddings"), "\(ofTable)")
    (training.batchSize, training.batchTokens, training.microBatchSize) = (0, 1 << 40, 1)
    let ofBatch = try Self.complaint(training, available: 1 << 34)
    #expect(ofBatch.key == "training.batchTokens" && ofBatch.text.contains("17.6 TB"), "\(ofBatch)")
    #expect(ofBatch.text.hasSuffix("take a smaller training.batchSize or training.batchTokens"))
    (training.batchSize, training.batchTokens) = (1, 0)
    let small = try Self.complaint(training, available: 1 << 20)
    #expect(small.key == "model" && small.text.contains("take a smaller model"), "\(small)")
  }

  @Test func runningAndWritingTakeWhatTheyCount() {
    let table = Self.config { $0.headDim = 4096 }
    let running = MemoryRequirement(running: table)
    #expect(running.bytes == 4 * Double(table.parameterCount) + 0x1p40)
    #expect(
      running.complaint(available: 1 << 40)?.contains("needs at least 1.1 TB of memory to run")
        == true)
    let writing = MemoryRequirement(writing: .max, with: table)
    #expect(writing.bytes == 8 * 2 * 4096 * 0x1p26)
    #expect(MemoryRequirement(writing: 3, with: table).bytes == 8 * 2 * 4096 * 3)
  }

  /// Shapes in which one part after the other is the largest.
  static let extremes = [
    config { _ in },
    config { ($0.hiddenSize, $0.intermediateSize) = (1, 1) },
    config { $0.intermediateSize = 1 << 22 },
    config { ($0.hiddenSize, $0.vocabSize) = (1 << 22, 1 << 22) },
    config { ($0.queryHeadCount, $0.headDim) = (1 << 12, 1 << 12) },
    config {
      ($0.queryHeadCount, $0.keyValueHeadCount, $0.noiseHeadCount) = (1 << 12, 1 << 12, 1 << 11)
    },
    config { $0.layerCount = 64 },
  ]

  /// Up to the limit a step is played through without a trap; twice as much is refused.
  @Test(arguments: extremes, [ActivationCheckpointing.none, .selective, .full])
  func whatIsNotRefusedCanBeCounted(_ model: ModelConfig, _ mode: ActivationCheckpointing) throws {
    var rows = 1
    func complaint(_ rows: Int) -> String? {
      let tokens = Double(rows) * 0x1p20
      return MemoryPlan.complaint(model, tokens: tokens, stepTokens: tokens)
    }
    #expect(complaint(1) == nil)
    while complaint(2 * rows) == nil { rows *= 2 }
    #expect(complaint(2 * rows)?.contains("a plan counts up to 1.13 PB") == true)
    for length in [1 << 20, 2] {
      let plan = try MemoryPlan(
        model, optimizer: .muon(Muon.Options()),
        workload: .init(
          rows: rows * ((1 << 20) / length), microBatchRows: rows * ((1 << 20) / length),
          length: length, checkpointing: mode, trained: nil, overlapsSave: true,
          evaluationRows: [1]),
        measured: .init(program: 1, resident: 2, peak: 3, available: 4))
      #expect(plan.peak > plan.activations && plan.activations > 0)
    }
  }
}
