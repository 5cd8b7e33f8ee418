import MotifCore
import MotifData
import MotifKernels
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifTrainer
import MotifTrainer

/// Training with less memory: the same bits, the memory that a plan says.
@Suite struct ActivationCheckpointingTests {
  private static func config(_ vocabulary: Int, tied: Bool) -> ModelConfig {
    var config = ModelConfig(
      hiddenSize: 24, layerCount: 3, intermediateSize: 40, queryHeadCount: 5,
      keyValueHeadCount: 2, noiseHeadCount: 1, headDim: 8, ropeTheta: 10_000,
      maxPositionEmbeddings: 64, vocabSize: vocabulary)
    config.tieWordEmbeddings = tied
    config.residualScale = .constant(0.7)
    return config
  }

  /// Rows that hold several short documents each, kept apart by their segments.
  private static func batches(_ count: Int) throws -> (batches: [PackedBatch], vocabulary: Int) {
    let packed = try ArithmeticBatches(documents: 60, rows: 4, length: 48, batches: count)
    return (packed.batches, packed.vocabulary)
  }

  /// What four steps of training leave: bits of everything that is computed.
  private struct Trace: Equatable {
    var losses: [UInt64] = []
    var norms: [UInt64] = []
    var logits: [[[Float]]] = []
    var clipped: [Int] = []
    var gradients: [[[UInt32]]] = []
    var weights: [[UInt32]] = []
    var state: [[UInt32]] = []
  }

  private static func train(
    _ checkpointing: ActivationCheckpointing, tied: Bool, microBatchRows: Int, threads: Int,
    clip: Float = 0.05
  ) throws -> Trace {
    let (batches, vocabulary) = try batches(4)
    #expect(batches.allSatisfy { Set($0.segments).count > 1 }, "rows must hold several documents")
    ComputeThreads.count = threads
    let model = try CausalLanguageModel(config(vocabulary, tied: tied), seed: 9)
    let kind = Optimizer.Kind.muonClip(
      .init(), QKClip(mode: .balanced, threshold: Double(clip)), interval: 1)
    let optimizer = Optimizer(kind, model: model)
    var step = TrainStep(
      model: model, optimizer: optimizer, gradientClip: 0.5, zLoss: 1e-4,
      checkpointing: checkpointing)
    let gradients = Collected()
    step.inspectGradients = { found in
      gradients.all.append(
        model.parameters.parameters.map { found[$0]?.values.map(\.bitPattern) ?? [] })
    }
    var trace = Trace()
    for batch in batches {
      let result = try step(batch, microBatchRows: microBatchRows, learningRate: 1e-2)
      trace.losses.append(result.loss.bitPattern)
      trace.norms.append(result.gradientNorm.bitPattern)
      trace.logits.append(result.maxLogits)
      trace.clipped.append(result.report.clips.reduce(0) { $0 + $1.clippedHeads })
    }
    trace.gradients = gradients.all
    trace.weights = model.parameters.parameters.map { $0.value.values.map(\.bitPattern) }
    trace.state = optimizer.state.map { $0.tensor.values.map(\.bitPattern) }
    return trace
  }

  private final class Collected {
    var all: [[[UInt32]]] = []
  }

  /// Thread counts are of the process, so this has one of its own.
  @Test func theBitsAreTheSame() async {
    await #expect(processExitsWith: .success) {
      for tied in [false, true] {
        for rows in [4, 1] {
          let plain = try Self.train(.none, tied: tied, microBatchRows: rows, threads: 1)
          #expect(plain.clipped.allSatisfy { $0 > 0 }, "QK-Clip must fire: \(plain.clipped)")
          #expect(plain.gradients.joined().allSatisfy { $0.contains { $0 != 0 } })
          for mode in ActivationCheckpointing.allCases {
            for threads in [1, 2] {
              let trace = try Self.train(
                mode, tied: tied, microBatchRows: rows, threads: threads)
              #expect(trace == plain, "\(mode), tied \(tied), \(rows) rows, \(threads) threads")
            }
          }
          let other = try Self.train(
            .full, tied: tied, microBatchRows: rows, threads: 1, clip: 0.051)
          #expect(other.losses[0] == plain.losses[0] && other.weights != plain.weights)
        }
      }
    }
  }

  /// What a step takes of each purpose, measured in the pool and in a dry run.
  private static func memory(
    _ checkpointing: ActivationCheckpointing, _ preset: String, trained: Set<String>? = nil,
    precision: PrecisionSettings = .init()
  ) throws -> (measured: [MemoryPurpose: Int], planned: [MemoryPurpose: Int]) {
    let (rows, length) = (2, 128)
    guard var config = ModelPresets.named(preset) else { return ([:], [:]) }
    config.maxPositionEmbeddings = length
    func peaks() -> [MemoryPurpose: Int] {
      Dictionary(uniqueKeysWithValues: MemoryPurpose.allCases.map { ($0, $0.peakBytes) })
    }
    let kind = Optimizer.Kind.muon(.init())
    var model = try CausalLanguageModel(config, seed: 1)
    precision.apply(to: &model)
    for parameter in model.parameters.parameters {
      parameter.isTrainable = trained?.contains(parameter.name) ?? true
    }
    let optimizer = Optimizer(kind, model: model)
    let step = TrainStep(model: model, optimizer: optimizer, checkpointing: checkpointing)
    let batch = PackedBatch(rows: 2 * rows, length: length, padding: 0)
    for _ in 0..<2 {
      MemoryPurpose.resetPeaks()
      _ = try step(batch, microBatchRows: rows, learningRate: 1e-3)
    }
    let measured = peaks()
    let planned = try DryRun.run { _ in
      let training = try DryTraining(
        config, optimizer: kind, trained: trained, checkpointing: checkpointing,
        precision: precision)
      for _ in 0..<2 { try training.takeStep(microBatches: 2, rows: rows, length: length) }
      return peaks()
    }
    return (measured, planned)
  }

  @Test func theMemoryIsThatOfThePlan() async {
    await #expect(processExitsWith: .success) {
      ComputeThreads.count = 1
      for preset in ["nano", "nano-seed"] {
        var activations: [Int] = []
        for mode in ActivationCheckpointing.allCases {
          let (measured, planned) = try Self.memory(mode, preset)
          for (purpose, bytes) in measured {
            let plan = planned[purpose] ?? 0
            let off = Double(abs(bytes - plan)) / Double(max(1, plan))
            // Kernels' own scratch of a few rows is in no plan.
            let bound = purpose == .buffers ? 0.1 : 0
            #expect(off <= bound, "\(preset) \(mode) \(purpose): \(bytes), planned \(plan)")
          }
          activations.append(measured[.activations] ?? 0)
        }
        #expect(Double(activations[1]) < 0.75 * Double(activations[0]), "\(activations)")
        #expect(Double(activations[2]) < 0.5 * Double(activations[0]), "\(activations)")
      }
    }
  }

  @Test func activationsInBFloat16TakeHalf() async {
    await #expect(processExitsWith: .success) {
      ComputeThreads.count = 1
      var short = PrecisionSettings()
      short.activations = .bf16
      for mode in ActivationCheckpointing.allCases {
        let all = try Self.memory(mode, "nano").measured
        let (measured, planned) = try Self.memory(mode, "nano", precision: short)
        for (purpose, bytes) in measured where purpose != .buffers {
          #expect(bytes == planned[purpose], "\(mode) \(purpose): \(bytes)")
        }
        let buffers = (measured[.buffers] ?? 0, planned[.buffers] ?? 0)
        #expect(abs(buffers.0 - buffers.1) * 10 <= buffers.1, "\(mode): \(buffers)")
        let ratio = Double(measured[.activations] ?? 0) / Double(max(1, all[.activations] ?? 0))
        // What is made again is whole while it is read, and full checkpointing keeps inputs of blocks as
        // they are.
        let bounds: [ActivationCheckpointing: Double] = [.none: 0.62, .selective: 0.68, .full: 1]
        #expect(ratio < bounds[mode] ?? 0, "\(mode): \(ratio)")
      }
    }
  }

  @Test(arguments: [false, true]) func updatesAreInPlace(isMuon: Bool) {
    let spec = ParameterSpec(name: "w", shape: [4, 6], role: .upProjection)
    let parameter = Parameter(spec, value: Tensor(repeating: 1, shape: [4, 6]))
    func place() -> UnsafePointer<Float> { parameter.value.withUnsafePointer { $0 } }
    let before = place()
    var rule: any UpdateRule = isMuon ? Muon(.init(), for: spec) : AdamW(.init(), for: spec)
    rule.update(
      parameter, gradient: Tensor(repeating: 1, shape: [4, 6]),
      StepContext(learningRate: 0.1, step: 1))
    #expect(place() == before && parameter.value.values[0] != 1)
  }

  @Test func frozenLayersKeepNoInputs() async {
    await #expect(processExitsWith: .success) {
      ComputeThreads.count = 1
      let config = try #require(ModelPresets.named("nano"))
      let trained = Set(
        config.parameterShapes.map(\.name).filter { $0.hasPrefix("model.layers.2.") })
      let (measured, planned) = try Self.memory(.none, "nano", trained: trained)
      for purpose in [MemoryPurpose.weights, .gradients, .optimizer, .activations] {
        let (bytes, plan) = (measured[purpose] ?? 0, planned[purpose] ?? 0)
        #expect(bytes == plan, "\(purpose): \(bytes), planned \(plan)")
      }
      let all = try Self.memory(.none, "nano").measured
      #expect((measured[.activations] ?? 0) * 10 < (all[.activations] ?? 0) * 7)
    }
  }

  @Test func gradientsAreFreedAsTheyAreConsumed() async {
    await #expect(processExitsWith: .success) {
      ComputeThreads.count = 1
      let config = try #require(ModelPresets.named("nano"))
      let model = try CausalLanguageModel(config, seed: 1)
      let optimizer = Optimizer(.muon(.init()), model: model)
      let ids = TokenTensor((0..<64).map { $0 % 512 }, shape: [1, 64])
      var gradients = model.loss(model(ids), labels: ids, normalizer: 64).backward()
      func held() -> Int { BufferPool.statistics.liveByPurpose[MemoryPurpose.gradients.rawValue] }
      #expect(held() == 4 * config.parameterCount)
      let norm = optimizer.gradientNorm(gradients)
      _ = try optimizer.step(
        &gradients, learningRate: 1e-3, gradientNorm: norm, gradientClip: 1, maxLogits: [])
      #expect(held() == 0, "the optimizer holds nothing of what it used")
      withExtendedLifetime(gradients) {}
    }
  }
}
