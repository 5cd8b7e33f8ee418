import MotifKernels
import MotifModel
import MotifOptimizer
import MotifTensor
import Testing

@testable import MotifTrainer

/// The pool that is played through on sizes alone.
@Suite struct PoolReplayTests {
  @Test func freedMemoryServesRequestsOfItsSizeAlone() {
    let pool = PoolReplay()
    do {
      let first = pool.allocate(1 << 20, for: .activations)
      #expect(pool.residentBytes == 4 << 20)
      withExtendedLifetime(first) {}
    }
    let second = pool.allocate((1 << 20) - 5000, for: .buffers)
    #expect(pool.residentBytes == 4 << 20, "the freed block is taken")
    let third = pool.allocate(1 << 18, for: .buffers)
    #expect(pool.residentBytes == 5 << 20, "a block of another size is not")
    #expect(pool.peakBytes(for: .activations) == 4 << 20)
    #expect(pool.peakBytes(for: .buffers) == (5 << 20) - 20000)
    withExtendedLifetime((second, third)) {}
  }

  @Test func onlyWrittenPagesCount() {
    let pool = PoolReplay()
    // 5 KiB + 4 B lie in a class of 6 KiB: two pages of it are written.
    let block = pool.allocate(1281, for: .buffers)
    #expect(pool.residentBytes == 8192)
    #expect(pool.systemBytes == 6144)
    withExtendedLifetime(block) {}
  }

  private static var config: ModelConfig {
    ModelConfig(
      hiddenSize: 16, layerCount: 2, intermediateSize: 24, queryHeadCount: 5,
      keyValueHeadCount: 2, noiseHeadCount: 1, headDim: 4, ropeTheta: 1e4,
      maxPositionEmbeddings: 64, vocabSize: 50)
  }

  private static var muon: Optimizer.Kind { .muon(Muon.Options()) }

  @Test func weightsGradientsAndStateAreThoseOfTheParameters() {
    let pool = PoolReplay()
    let model = ModelReplay(
      Self.config, optimizer: Self.muon, trained: nil, checkpointing: .none, pool: pool)
    model.trainingStep(microBatches: [2, 2], length: 8)
    let numbers = Self.config.parameterCount
    let matrices = Self.config.blockMatrixParameterCount
    #expect(pool.peakBytes(for: .weights) == 4 * (numbers + 64 * 4))
    #expect(pool.peakBytes(for: .optimizer) == 4 * (2 * numbers - matrices))
    // The last to be added to a gradient is a gradient of its own for a moment.
    let gradients = pool.peakBytes(for: .gradients)
    #expect(gradients >= 4 * numbers && gradients <= 4 * (numbers + 50 * 16))
  }

  @Test func aStepRepeatsInTheSameMemoryUnlessASaveHoldsIt() {
    let pool = PoolReplay()
    let model = ModelReplay(
      Self.config, optimizer: Self.muon, trained: nil, checkpointing: .none, pool: pool)
    model.trainingStep(microBatches: [2], length: 8)
    model.trainingStep(microBatches: [2], length: 8)
    let steady = pool.systemBytes
    for _ in 0..<3 { model.trainingStep(microBatches: [2], length: 8) }
    model.evaluation(rows: 2, length: 8)
    #expect(pool.systemBytes == steady)
    let snapshot = model.trainingStep(microBatches: [2], length: 8, duringSave: true)
    #expect(pool.systemBytes > steady)
    withExtendedLifetime(snapshot) {}
  }

  @Test func frozenParametersHaveNoGradientAndNoState() {
    let pool = PoolReplay()
    let trained = Set(
      Self.config.parameterShapes.map(\.name).filter { $0.hasPrefix("model.layers.1.") })
    let model = ModelReplay(
      Self.config, optimizer: .adamW, trained: trained, checkpointing: .none, pool: pool)
    model.trainingStep(microBatches: [2], length: 8)
    let numbers = Self.config.parameterShapes.filter { trained.contains($0.name) }
      .reduce(0) { $0 + $1.elementCount }
    #expect(pool.peakBytes(for: .optimizer) == 8 * numbers)
    #expect(pool.peakBytes(for: .gradients) == 4 * numbers)
  }
}
