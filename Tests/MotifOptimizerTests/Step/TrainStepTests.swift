import MotifData
import MotifModel
import MotifTensor
import MotifOptimizer
import MotifTestSupport
import Testing

/// One step: the same however the batch is cut, and nothing at all when a number is not finite.
@Suite struct TrainStepTests {
  private static let kinds: [Optimizer.Kind] = [
    .adamW, .muon(.init()),
    .muonClip(.init(), QKClip(mode: .balanced, threshold: 0.1), interval: 1),
  ]

  private static func config(_ vocabulary: Int) -> ModelConfig {
    ModelConfig(
      hiddenSize: 24, layerCount: 2, intermediateSize: 40, queryHeadCount: 5, keyValueHeadCount: 2,
      noiseHeadCount: 1, headDim: 8, ropeTheta: 10_000, maxPositionEmbeddings: 64,
      vocabSize: vocabulary)
  }

  /// Eight rows of short documents, whose counts of valid labels differ.
  private static func batch() throws -> (PackedBatch, vocabulary: Int) {
    let packed = try ArithmeticBatches(documents: 40, rows: 8, length: 24, batches: 1)
    return (packed.batches[0], packed.vocabulary)
  }

  private func weights(_ model: CausalLanguageModel) -> [[Float]] {
    model.parameters.parameters.map { $0.value.values }
  }

  private func bits(_ model: CausalLanguageModel, _ optimizer: Optimizer) -> [[UInt32]] {
    (weights(model) + optimizer.state.map { $0.tensor.values }).map { $0.map(\.bitPattern) }
  }

  @Test(arguments: kinds.indices) func doesNotDependOnTheCut(_ kind: Int) throws {
    let (batch, vocabulary) = try Self.batch()
    let valid = (0..<8).map { batch.slice(rows: $0..<$0 + 1).validTokens }
    try #require(Set(valid).count > 1, "rows must differ in valid labels: \(valid)")
    var whole: (loss: Double, norm: Double, weights: [[Float]])?
    for cut in [8, 1, 2, 3, 5] {
      let model = try CausalLanguageModel(Self.config(vocabulary), seed: 9)
      let optimizer = Optimizer(Self.kinds[kind], model: model)
      let step = TrainStep(model: model, optimizer: optimizer, gradientClip: 0.5, zLoss: 1e-4)
      let result = try step(batch, microBatchRows: cut, learningRate: 1e-3)
      #expect(result.validTokens == valid.reduce(0, +))
      guard let expected = whole else {
        whole = (result.loss, result.gradientNorm, weights(model))
        continue
      }
      #expect(abs(result.loss - expected.loss) <= 1e-6 * expected.loss, "cut \(cut)")
      #expect(abs(result.gradientNorm - expected.norm) <= 1e-5 * expected.norm, "cut \(cut)")
      var worst: Float = 0
      for (a, b) in zip(weights(model), expected.weights) {
        #expect(a.count == b.count)
        for (x, y) in zip(a, b) { worst = max(worst, abs(x - y)) }
      }
      #expect(worst <= 1e-5, "cut \(cut): weights differ by \(worst)")
    }
  }

  @Test(arguments: kinds.indices) func aNonFiniteLossChangesNothing(_ kind: Int) throws {
    let (batch, vocabulary) = try Self.batch()
    let model = try CausalLanguageModel(Self.config(vocabulary), seed: 9)
    let optimizer = Optimizer(Self.kinds[kind], model: model)
    let step = TrainStep(model: model, optimizer: optimizer)
    _ = try step(batch, microBatchRows: 4, learningRate: 1e-3)

    // Poison the token that is read latest, so that the micro-batches before it are sound.
    let latest = Set(batch.inputs).max {
      (batch.inputs.firstIndex(of: $0) ?? 0) < (batch.inputs.firstIndex(of: $1) ?? 0)
    }
    let token = try #require(latest)
    try #require(batch.inputs.firstIndex(of: token) ?? 0 >= batch.length)
    let embedding = try #require(
      model.parameters.parameters.first { $0.spec.shape == [vocabulary, 24] })
    var values = embedding.value.values
    values[Int(token) * 24] = .nan
    embedding.value = Tensor(values, shape: embedding.spec.shape)

    let before = bits(model, optimizer)
    #expect(throws: NumericError.self) {
      try step(batch, microBatchRows: 1, learningRate: 1e-3)
    }
    #expect(bits(model, optimizer) == before)
    #expect(optimizer.step == 1)
  }

  /// A step that reads padding alone has no logit and no gradient: weights decay, and that is all.
  @Test(arguments: kinds.indices) func aStepOfPaddingIsTaken(_ kind: Int) throws {
    let model = try CausalLanguageModel(Self.config(31), seed: 9)
    let optimizer = Optimizer(Self.kinds[kind], model: model)
    let step = TrainStep(model: model, optimizer: optimizer)
    let before = weights(model)
    for (rows, cut) in [(1, 1), (4, 4), (5, 2)] {
      let result = try step(
        PackedBatch(rows: rows, length: 6, padding: 3), microBatchRows: cut, learningRate: 1e-3)
      #expect(result.loss == 0 && result.gradientNorm == 0 && result.validTokens == 0)
      #expect(result.maxLogits.joined().allSatisfy { $0 == -.infinity })
      #expect(result.report.clips.allSatisfy { $0.clippedHeads == 0 && $0.smallestFactor == 1 })
    }
    #expect(optimizer.step == 3)
    for (parameter, old) in zip(model.parameters.parameters, before) {
      let kept = parameter.role.decays ? Float(0.9997) : 1
      for (new, old) in zip(parameter.value.values, old) {
        #expect(abs(new - kept * old) <= 1e-6 * abs(old), "\(parameter.name)")
      }
    }
  }

  @Test(
    "a logit that is no number or +∞ changes nothing; −∞ is passed over",
    arguments: [Float.nan, .infinity, -.infinity, -.nan], [0, 3])
  func badLogit(value: Float, head: Int) throws {
    let (batch, vocabulary) = try Self.batch()
    let model = try CausalLanguageModel(Self.config(vocabulary), seed: 9)
    let optimizer = Optimizer(Self.kinds[2], model: model)
    let output = model(batch.inputTensor)
    var gradients = model.loss(output, labels: batch.labelTensor, normalizer: 8).backward()
    var logits = output.maxLogits
    logits[1][head] = value
    let before = bits(model, optimizer)
    func step() throws -> Optimizer.Report {
      try optimizer.step(
        &gradients, learningRate: 1e-3, gradientNorm: 1, gradientClip: 1, maxLogits: logits)
    }
    if value == -.infinity {
      let clip = try step().clips[1]
      #expect(clip.queries[head].isFinite && clip.keys.allSatisfy { $0 > 0 && $0 <= 1 })
      #expect(bits(model, optimizer) != before && optimizer.step == 1)
    } else {
      #expect(throws: NumericError.self) { try step() }
      #expect(bits(model, optimizer) == before && optimizer.step == 0)
    }
  }

  @Test(arguments: kinds.indices) func aNonFiniteGradientChangesNothing(_ kind: Int) throws {
    let (batch, vocabulary) = try Self.batch()
    let model = try CausalLanguageModel(Self.config(vocabulary), seed: 9)
    let optimizer = Optimizer(Self.kinds[kind], model: model)
    let output = model(batch.inputTensor)
    var gradients = model.loss(output, labels: batch.labelTensor, normalizer: .nan).backward()
    let before = bits(model, optimizer)
    let norm = optimizer.gradientNorm(gradients)
    #expect(!norm.isFinite)
    #expect(throws: NumericError.self) {
      try optimizer.step(
        &gradients, learningRate: 1e-3, gradientNorm: norm, gradientClip: 1,
        maxLogits: output.maxLogits)
    }
    #expect(bits(model, optimizer) == before)
    #expect(optimizer.step == 0)
  }
}
