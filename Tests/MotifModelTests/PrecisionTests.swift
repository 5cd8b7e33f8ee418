import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Models whose products are taken in bfloat16, against the float64 references of the golden files.
@Suite("Model precision") struct PrecisionTests {
  /// Eight bits of operands: a relative error of 2⁻⁹ each, through a few layers.
  private static let relative = 2e-2

  private struct Sample {
    var model: CausalLanguageModel
    let golden: FixtureCase
    let ids: TokenTensor
    let labels: TokenTensor

    init(_ name: String, _ precision: ProductPrecision) throws {
      golden = try Fixtures.load(name)
      let config = try JSONDecoder().decode(
        ModelConfig.self, from: Data(golden.metadata("config").utf8))
      model = try CausalLanguageModel(config, source: CheckpointSource(golden.file))
      model.precision = precision
      ids = TokenTensor(
        try golden.integers("input_ids"), shape: Shape(try golden.shape("input_ids")))
      let labels = try golden.integers("labels")
      let (count, time) = (ids.count, ids.shape[1])
      self.labels = TokenTensor(
        (0..<count).map { $0 % time == time - 1 ? -100 : labels[$0 + 1] }, shape: ids.shape)
    }

    func loss(_ checkpointing: ActivationCheckpointing = .none) -> Tensor {
      let valid = labels.values.filter { $0 >= 0 }.count
      return model.loss(
        model(ids, checkpointing: checkpointing), labels: labels, normalizer: Double(valid))
    }

    /// Loss and all gradients.
    func numbers(_ checkpointing: ActivationCheckpointing) -> [[Float]] {
      let loss = loss(checkpointing)
      let gradients = loss.backward()
      return [loss.values] + model.parameters.parameters.map { gradients[$0]?.values ?? [] }
    }
  }

  private func relativeError(_ actual: [Float], _ expected: [Double]) -> Double {
    let difference = zip(actual, expected).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) }
    let norm = expected.reduce(0) { $0 + $1 * $1 }
    return (difference / max(norm, 1e-30)).squareRoot()
  }

  @Test("logits, loss and every gradient", arguments: ["model_a", "model_b"])
  func golden(name: String) throws {
    let sample = try Sample(name, .bfloat16)
    let output = sample.model(sample.ids)
    let logits = sample.model.logits(output.hidden)
    #expect(
      relativeError(logits.values, try sample.golden.doubles("logits")) < Self.relative)
    let loss = sample.loss()
    #expect(relativeError(loss.values, try sample.golden.doubles("loss")) < Self.relative)
    let gradients = loss.backward()
    for parameter in sample.model.parameters.parameters {
      let gradient = try #require(gradients[parameter], "no gradient for \(parameter.name)")
      let expected = try sample.golden.doubles("grad.\(parameter.name)")
      let error = relativeError(gradient.values, expected)
      // A gradient of a few numbers, or of λ, is a difference of large sums, and those of queries and
      // keys are differences of what the values of a row ask for. A wrong product is off by all of it.
      let allowed = parameter.name.contains("lambda") || gradient.count < 8 ? 0.25 : 0.1
      #expect(error < allowed, "\(parameter.name): \(error)")
    }
  }

  @Test(
    "every linear layer takes its operands in the model's precision",
    arguments: [
      ProductPrecision.float32, .float8Forward,
    ])
  func everyLayer(precision: ProductPrecision) throws {
    let roles: Set<ParameterRole> = [
      .queryProjection, .keyProjection, .valueProjection, .outputProjection, .gateProjection,
      .upProjection, .downProjection,
    ]
    let sample = try Sample("model_b", precision)
    let weights = sample.model.parameters.parameters.filter { roles.contains($0.role) }
    #expect(weights.count == roles.count * sample.model.blocks.count)
    func hidden(_ changed: Parameter?) -> [Float] {
      for weight in weights {
        // Whole 64ths are numbers of bfloat16; a millionth more is rounded away.
        let factor: Float = weight === changed ? 1 + 0x1p-20 : 1
        weight.value = Tensor(
          weight.value.values.map { ($0 * 64).rounded() / 64 * factor }, shape: weight.value.shape)
      }
      return withoutGradients { sample.model(sample.ids).hidden.values }
    }
    let before = hidden(nil)
    for weight in weights {
      #expect((hidden(weight) == before) == (precision != .float32), "\(weight.name)")
    }
  }

  @Test("the head's logits and loss follow the model's precision")
  func head() throws {
    var sample = try Sample("model_a", .float32)
    let output = withoutGradients { sample.model(sample.ids) }
    func numbers(_ precision: ProductPrecision) -> [[Float]] {
      sample.model.precision = precision
      let loss = sample.model.loss(output, labels: sample.labels, normalizer: 1)
      return [sample.model.logits(output.hidden).values, loss.values]
    }
    let (plain, short) = (numbers(.float32), numbers(.bfloat16))
    // The head is never stored in eight bits.
    #expect(numbers(.float8Full) == short)
    let hasUnit = ProductPrecision.bfloat16Means.hasPrefix("with")
    #expect((plain[0] != short[0]) == hasUnit && (plain[1] != short[1]) == hasUnit)
  }

  @Test(
    "the same bits whatever is kept for the backward pass", arguments: ["model_a", "model_b"],
    ProductPrecision.allCases)
  func checkpointing(name: String, precision: ProductPrecision) throws {
    let sample = try Sample(name, precision)
    let all = sample.numbers(.none)
    for mode in ActivationCheckpointing.allCases {
      #expect(sample.numbers(mode) == all, "\(mode)")
    }
  }

  @Test(
    "activations kept in bfloat16 change no loss, and gradients by their rounding",
    arguments: ["model_a", "model_b"])
  func shortActivations(name: String) throws {
    var sample = try Sample(name, .float32)
    let plain = sample.numbers(.none)
    sample.model.keepsBFloat16Activations = true
    let short = sample.numbers(.none)
    #expect(short[0] == plain[0])
    for (parameter, (own, exact)) in zip(
      sample.model.parameters.parameters, zip(short, plain).dropFirst())
    {
      let error = relativeError(own, exact.map(Double.init))
      let allowed = parameter.name.contains("lambda") || own.count < 8 ? 0.25 : Self.relative
      #expect(error < allowed, "\(parameter.name): \(error)")
    }
    #expect(short != plain)
    // Made again from what the first run had, and rounded as then.
    #expect(sample.numbers(.full) == short)
    let results = withThreadCounts([1, 3]) { _ in sample.numbers(.selective) }
    #expect(results[0] == results[1] && results[0][0] == plain[0])
  }

  @Test("the same bits on any number of threads", arguments: ProductPrecision.allCases)
  func threads(precision: ProductPrecision) throws {
    let sample = try Sample("model_b", precision)
    let results = withThreadCounts([1, 2, 3, 8]) { _ in sample.numbers(.none) }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }

  @Test("a cache gives the logits of the whole sequence", arguments: ["model_a", "model_b"])
  func cached(name: String) throws {
    let sample = try Sample(name, .bfloat16)
    let time = sample.ids.shape[1]
    let row = Array(sample.ids.values.prefix(time))
    try withoutGradients {
      let cache = KeyValueCache(sample.model.config, capacity: time)
      let logits = row.flatMap { token in
        sample.model.logits(
          sample.model(TokenTensor([token], shape: [1, 1]), cache: cache).hidden
        ).values
      }
      let expected = Array(try sample.golden.doubles("logits").prefix(logits.count))
      #expect(relativeError(logits, expected) < Self.relative)
    }
  }
}
