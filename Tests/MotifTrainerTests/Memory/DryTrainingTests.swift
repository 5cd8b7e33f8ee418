import MotifModel
import MotifOptimizer
import MotifTensor
import Testing

@testable import MotifTrainer

/// Training steps without numbers.
@Suite struct DryTrainingTests {
  private static var config: ModelConfig {
    ModelConfig(
      hiddenSize: 16, layerCount: 2, intermediateSize: 24, queryHeadCount: 5,
      keyValueHeadCount: 2, noiseHeadCount: 1, headDim: 4, ropeTheta: 1e4,
      maxPositionEmbeddings: 64, vocabSize: 50)
  }

  private static var muon: Optimizer.Kind { .muon(Muon.Options()) }

  @Test func weightsGradientsAndStateAreThoseOfTheParameters() throws {
    let peaks = try DryRun.run { run in
      let training = try DryTraining(Self.config, optimizer: Self.muon)
      try training.takeStep(microBatches: 2, rows: 2, length: 8)
      return run.report.peakBytes
    }
    let numbers = Self.config.parameterCount
    let matrices = Self.config.blockMatrixParameterCount
    #expect(peaks[.weights] == 4 * (numbers + 64 * 4))
    #expect(peaks[.optimizer] == 4 * (2 * numbers - matrices))
    // The last to be added to a gradient is a gradient of its own for a moment.
    let gradients = peaks[.gradients] ?? 0
    #expect(gradients >= 4 * numbers && gradients <= 4 * (numbers + 50 * 16))
  }

  @Test func neuronNormalizationTakesANumberForEachRow() throws {
    func bytes(_ beta2: Double?) throws -> Int {
      var options = Muon.Options()
      options.neuronBeta2 = beta2
      return try DryRun.run { run in
        let training = try DryTraining(Self.config, optimizer: .muon(options))
        try training.takeStep(microBatches: 2, rows: 2, length: 8)
        return run.report.peakBytes[.optimizer] ?? 0
      }
    }
    let rows = Self.config.parameterShapes.filter(\.role.isHiddenMatrix).map { $0.shape[0] }
    #expect(try bytes(0.95) == bytes(nil) + 4 * rows.reduce(0, +))
  }

  @Test func aStepRepeatsInTheSameMemoryUnlessASaveHoldsIt() throws {
    try DryRun.run { run in
      let training = try DryTraining(Self.config, optimizer: Self.muon)
      func step() throws { try training.takeStep(microBatches: 1, rows: 2, length: 8) }
      for _ in 0..<2 { try step() }
      let steady = run.report
      for _ in 0..<3 { try step() }
      training.evaluate(rows: 2, length: 8)
      #expect(run.report.systemBytes == steady.systemBytes)
      let snapshot = training.snapshot
      try step()
      #expect(run.report.systemBytes > steady.systemBytes)
      // The table of rotary embedding does not change, all else is there twice.
      let (peaks, before) = (run.report.peakBytes, steady.peakBytes)
      #expect(peaks[.weights] == (before[.weights] ?? 0) + 4 * Self.config.parameterCount)
      #expect(peaks[.optimizer] == 2 * (before[.optimizer] ?? 0))
      // Copies took blocks that the next step misses, but are made once.
      try step()
      let copied = run.report
      try step()
      #expect(run.report.peakBytes == peaks && run.report.systemBytes == copied.systemBytes)
      withExtendedLifetime(snapshot) {}
    }
  }

  @Test func frozenParametersHaveNoGradientAndNoState() throws {
    let trained = Set(
      Self.config.parameterShapes.map(\.name).filter { $0.hasPrefix("model.layers.1.") })
    let peaks = try DryRun.run { run in
      let training = try DryTraining(Self.config, optimizer: .adamW, trained: trained)
      try training.takeStep(microBatches: 1, rows: 2, length: 8)
      return run.report.peakBytes
    }
    let numbers = Self.config.parameterShapes.filter { trained.contains($0.name) }
      .reduce(0) { $0 + $1.elementCount }
    #expect(peaks[.optimizer] == 8 * numbers)
    #expect(peaks[.gradients] == 4 * numbers)
  }

  /// The floating-point operations of a step of `tokens` tokens, and those of its products and
  /// attention by the formulas.
  private static func flops(
    _ config: ModelConfig, _ optimizer: Optimizer.Kind, _ checkpointing: ActivationCheckpointing
  ) throws -> (counted: [String: Double], products: Double, attention: Double) {
    let counted = try DryRun.run { run in
      let training = try DryTraining(
        config, optimizer: optimizer, checkpointing: checkpointing)
      try training.takeStep(microBatches: 2, rows: 3, length: 7)
      return run.report.flops
    }
    return (
      counted, config.productFLOPsPerToken * 42, config.attentionFLOPsPerToken(length: 7) * 42
    )
  }

  @Test(arguments: [false, true]) func operationsAreThoseOfTheFormula(tied: Bool) throws {
    var config = Self.config
    config.tieWordEmbeddings = tied
    for mode in [ActivationCheckpointing.none, .selective] {
      let (counted, products, attention) = try Self.flops(config, .adamW, mode)
      func sum(_ names: String...) -> Double { names.reduce(0) { $0 + (counted[$1] ?? 0) } }
      #expect(sum("linear", "linear gradient", "crossEntropy") == products)
      #expect(sum("attention", "attention gradient") == attention)
      #expect(counted.values.reduce(0, +) == products + attention, "\(counted.keys)")
    }
  }

  @Test func whatIsComputedAgainCountsAgain() throws {
    let (counted, _, attention) = try Self.flops(Self.config, .adamW, .full)
    let once = try Self.flops(Self.config, .adamW, .none).counted
    #expect(counted["attention"] == 2 * attention / 3)
    #expect(counted["linear"] == 2 * (once["linear"] ?? 0))
    #expect(counted["linear gradient"] == once["linear gradient"])
  }

  @Test func muonOrthogonalizesEveryMatrix() throws {
    let counted = try Self.flops(Self.config, Self.muon, .none).counted
    let expected = DryRun.run { run in
      for shape in Self.config.parameterShapes where shape.role.isHiddenMatrix {
        _ = Tensor(repeating: 0, shape: Shape(shape.shape)).orthogonalized()
      }
      return run.report.flops["orthogonalized"]
    }
    #expect(counted["orthogonalized"] == expected && expected ?? 0 > 0)
  }

  /// A model that no test could hold.
  @Test func aLargeModelTakesNoMemory() throws {
    let config = try #require(ModelPresets.named("motif-2-12.7b"))
    let clip = Optimizer.Kind.muonClip(Muon.Options(), QKClip(), interval: 1)
    let peaks = try DryRun.run { run in
      let training = try DryTraining(config, optimizer: clip, checkpointing: .full)
      try training.takeStep(microBatches: 2, rows: 1, length: 4096)
      training.evaluate(rows: 1, length: 4096)
      return run.report.peakBytes
    }
    let table = config.maxPositionEmbeddings * config.headDim
    #expect(peaks[.weights] == 4 * (config.parameterCount + table))
    #expect(peaks[.optimizer].map { $0 > 4 * config.parameterCount } == true)
    #expect(peaks[.activations].map { $0 > 40 * 4 * 4096 * config.hiddenSize } == true)
  }
}
