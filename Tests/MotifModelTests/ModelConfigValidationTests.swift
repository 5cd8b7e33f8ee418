import MotifModel
import Testing

@Suite struct ModelConfigValidationTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let key: String
    let reason: String
    let plant: @Sendable (inout ModelConfig) -> Void
    init(_ key: String, _ reason: String, _ plant: @escaping @Sendable (inout ModelConfig) -> Void)
    {
      self.key = key
      self.reason = reason
      self.plant = plant
    }
    var testDescription: String { "\(key): \(reason)" }
  }

  static let faults = [
    Fault("hidden_size", "is 0; expected a number from 1 to 4194304") { $0.hiddenSize = 0 },
    Fault("num_hidden_layers", "is -1; expected") { $0.layerCount = -1 },
    Fault("intermediate_size", "is 0; expected") { $0.intermediateSize = 0 },
    Fault("num_attention_heads", "is 0; expected") { $0.queryHeadCount = 0 },
    Fault("num_key_value_heads", "is 0; expected") { $0.keyValueHeadCount = 0 },
    Fault("num_noise_heads", "is -1; expected a number from 0 to 4096") { $0.noiseHeadCount = -1 },
    Fault("num_noise_heads", "is 5000; expected a number from 0") { $0.noiseHeadCount = 5000 },
    Fault("head_dim", "is 5000; expected a number from 1 to 4096") { $0.headDim = 5000 },
    Fault("max_position_embeddings", "is 0; expected") { $0.maxPositionEmbeddings = 0 },
    Fault("vocab_size", "is \(Int.max); expected") { $0.vocabSize = .max },
    Fault("num_attention_heads", "is 11, but 2 noise heads need 2·(R+1)") {
      $0.queryHeadCount = 11
    },
    Fault("num_attention_heads", "is 2, but 2 noise heads need") { $0.queryHeadCount = 2 },
    Fault("num_key_value_heads", "is 3; expected an even number") { $0.keyValueHeadCount = 3 },
    Fault("num_key_value_heads", "is 6, which makes 3 key groups; 2 noise heads cannot") {
      $0.keyValueHeadCount = 6
    },
    Fault("head_dim", "is 15; rotary embedding turns pairs") { $0.headDim = 15 },
    Fault("k_ratio", "is 2; only 1") { $0.keyRatio = 2 },
    Fault("hidden_act", "is \"gelu\"; only \"poly_norm\" and \"silu\" are supported") {
      $0.hiddenActivation = "gelu"
    },
    Fault("use_bias", "is true; only") { $0.useBias = true },
    Fault("rms_norm_eps", "is 0.0; expected a small positive number, 1e-30") {
      $0.rmsNormEpsilon = 0
    },
    Fault("rms_norm_eps", "is 1e-46; expected a small") { $0.rmsNormEpsilon = 1e-46 },
    Fault("attn_rms_norm_eps", "is nan; expected") { $0.attentionNormEpsilon = .nan },
    Fault("rope_theta", "is 1.0; expected a number above 1") { $0.ropeTheta = 1 },
    Fault("initializer_range", "is -1.0; expected") { $0.initializerRange = -1 },
    Fault("lambda_init_offset", "is \(Int.min); expected") { $0.lambdaInitOffset = .min },
    Fault("lambda_init_offset", "is 4, which makes λ_init -1.192 at depth 0, below -1; expected") {
      $0.lambdaInitOffset = 4
    },
    Fault("lambda_init_offset", "is 9, which makes λ_init -1.192 at depth 5, below -1; expected") {
      ($0.lambdaInitOffset, $0.lambdaInitIndices) = (9, [9, 8, 5, 7, 6])
    },
    Fault("lambda_init_index", "has 2 entries; expected none or one for each of 5 layers") {
      $0.lambdaInitIndices = [0, 1]
    },
    Fault("lambda_init_index", "has an entry outside") { $0.lambdaInitIndices = [0, 1, 2, 3, -1] },
    Fault("residual_scale", "has value 0.0; expected a positive") { $0.residualScale = .depth(0) },
  ]

  /// What makes no sense without noise heads.
  private static let softmaxFaults: [Fault] = [
    Fault(
      "num_key_value_heads",
      "is 4, but without noise heads 10 query heads share the key heads evenly; expected a divisor"
    ) { $0.keyValueHeadCount = 4 },
    Fault("num_key_value_heads", "is 20, but without noise heads 10 query heads") {
      $0.keyValueHeadCount = 20
    },
    Fault("head_dim", "is 15; rotary embedding turns pairs") { $0.headDim = 15 },
    Fault(
      "lambda_init_offset", "is set, but a model without noise heads (num_noise_heads 0) has no λ"
    ) { $0.lambdaInitOffset = 0 },
    Fault(
      "lambda_init_index", "is set, but a model without noise heads (num_noise_heads 0) has no λ"
    ) { $0.lambdaInitIndices = [0, 1, 2, 3, 4] },
    Fault(
      "attn_rms_norm_eps", "is set, but a model without noise heads (num_noise_heads 0) has no norm"
    ) { $0.attentionNormEpsilon = 1e-6 },
  ]

  @Test(arguments: softmaxFaults) func eachFaultWithoutNoiseHeadsIsNamed(_ fault: Fault) throws {
    var config = try #require(ModelPresets.named("nano"))
    (config.noiseHeadCount, config.keyValueHeadCount) = (0, 5)
    try config.validate()
    fault.plant(&config)
    let error = #expect(throws: ModelConfigError.self) { try config.validate() }
    let problem = try #require(error?.problems.first)
    #expect(error?.problems.count == 1)
    #expect(problem.key == fault.key)
    #expect(problem.reason.hasPrefix(fault.reason), "\(problem.reason)")
  }

  @Test(arguments: faults) func eachFaultIsNamed(_ fault: Fault) throws {
    var config = try #require(ModelPresets.named("nano"))
    fault.plant(&config)
    let error = #expect(throws: ModelConfigError.self) { try config.validate() }
    let problem = try #require(error?.problems.first)
    #expect(error?.problems.count == 1)
    #expect(problem.key == fault.key)
    #expect(problem.reason.hasPrefix(fault.reason), "\(problem.reason)")
  }

  @Test(arguments: [(-4096, []), (3, []), (9, [7, 8, 9, 9, 9])])
  func offsetsThatKeepLambdaAreAccepted(_ offset: Int, _ indices: [Int]) throws {
    var config = try #require(ModelPresets.named("nano"))
    config.lambdaInitOffset = offset
    config.lambdaInitIndices = indices
    try config.validate()
    let range = (0..<5).map { config.lambdaInit(layer: $0) }
    #expect(range.allSatisfy { (-1...0.8).contains($0) }, "\(range)")
  }

  @Test func allProblemsAreListed() throws {
    var config = try #require(ModelPresets.named("nano"))
    config.queryHeadCount = 11
    config.headDim = 15
    config.useBias = true
    config.ropeTheta = -1
    let error = try #require(
      #expect(throws: ModelConfigError.self) { try config.validate() })
    #expect(
      error.problems.map(\.key) == ["num_attention_heads", "head_dim", "use_bias", "rope_theta"])
    #expect("\(error)".split(separator: "\n").count == 4)
  }

  @Test func largestAllowedSizesCountWithoutOverflow() throws {
    let wide = 1 << 22
    let few = 1 << 12
    let config = ModelConfig(
      hiddenSize: wide, layerCount: few, intermediateSize: wide, queryHeadCount: few,
      keyValueHeadCount: few, noiseHeadCount: few / 2, headDim: few, ropeTheta: 1e4,
      maxPositionEmbeddings: 1 << 26, vocabSize: wide)
    try config.validate()
    #expect(config.parameterCount > 0)
  }
}
