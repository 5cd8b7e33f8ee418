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

  @Test func theLargestPartSaysWhatToChange() {
    func complaint(_ config: ModelConfig, stepTokens: Double) -> String {
      MemoryRequirement(config, tokens: 64, stepTokens: stepTokens, checkpointing: .none)
        .complaint(available: 1 << 28) ?? ""
    }
    let table = Self.config { $0.headDim = 4096 }
    #expect(
      complaint(table, stepTokens: 64).contains("needs at least 1099.5 GB of memory to train"))
    #expect(complaint(table, stepTokens: 64).hasSuffix("take a smaller max_position_embeddings"))
    let batch = complaint(Self.config { _ in }, stepTokens: 0x1p40)
    #expect(batch.contains("needs at least 17592.7 GB"), "\(batch)")
    #expect(batch.hasSuffix("take a smaller training.batchSize or training.batchTokens"))
    let running = MemoryRequirement(running: table)
    #expect(running.bytes == 4 * Double(table.parameterCount) + 0x1p40)
    #expect(running.complaint(available: 1 << 40)?.contains("of memory to run, this") == true)
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
    #expect(complaint(2 * rows)?.contains("a plan counts up to 1125899.9 GB") == true)
    for length in [1 << 20, 2] {
      let plan = try MemoryPlan(
        model, optimizer: .muon(Muon.Options()),
        workload: .init(
          rows: rows * ((1 << 20) / length), microBatchRows: rows * ((1 << 20) / length),
          length: length, checkpointing: mode, trained: nil, overlapsSave: true,
          evaluationRows: [1]),
        checkpointFile: 1 << 40, measured: .init(program: 1, resident: 2, peak: 3, available: 4))
      #expect(plan.peak > plan.activations && plan.activations > 0)
    }
  }
}
