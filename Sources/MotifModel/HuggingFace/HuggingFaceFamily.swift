/// The model families whose `config.json` is read and written, by their `model_type`.
///
/// Plain softmax attention with SwiGLU is Llama: same tensors, names and numbers, so that such models are
/// written as `llama`, and Llama's own are read where they ask for nothing else. transformers wants the
/// hidden size to be a multiple of the heads there, which nano-softmax (15 heads, 128) is not.
/// Everything else is `motif`. A softmax model with PolyNorm, or a differential one with SwiGLU, states
/// `num_noise_heads` and `hidden_act` there, which readers of the published models may not expect.
enum HuggingFaceFamily: String, CaseIterable {
  case motif
  case llama

  /// The only entry of `architectures`.
  var architecture: String {
    switch self {
    case .motif: "MotifForCausalLM"
    case .llama: "LlamaForCausalLM"
    }
  }

  /// `num_noise_heads` of a file that has no such key: half of the heads in files of Motif-2.6B.
  func noiseHeads(of heads: Int) -> Int {
    switch self {
    case .motif: heads / 2
    case .llama: 0
    }
  }

  /// `hidden_act` of a file that has no such key.
  var hiddenActivation: String {
    switch self {
    case .motif: ModelConfig.polyNorm
    case .llama: ModelConfig.silu
    }
  }

  /// `rope_theta` of a file that has no such key; nil where it must be given.
  var ropeTheta: Double? {
    switch self {
    case .motif: nil
    case .llama: 10_000
    }
  }

  /// The family that `config` is written as.
  init(of config: ModelConfig) {
    let standard = ModelPresets.all[0].config
    let isLlama =
      !config.isDifferential && config.hiddenActivation == ModelConfig.silu
      && config.residualScale == .none && !config.useBias && config.keyRatio == standard.keyRatio
      && config.attentionNormEpsilon == standard.attentionNormEpsilon
      && config.lambdaInitOffset == standard.lambdaInitOffset && config.lambdaInitIndices.isEmpty
    self = isLlama ? .llama : .motif
  }

  /// What is wrong with a file of this family that describes `config`.
  func problems(_ config: ModelConfig) -> [ModelConfigError.Problem] {
    guard self == .llama else { return [] }
    var problems: [ModelConfigError.Problem] = []
    if config.isDifferential {
      problems.append(
        .init(
          key: "num_noise_heads",
          reason: "is \(config.noiseHeadCount); a model of model_type \"llama\" has none"))
    }
    if config.hiddenActivation != ModelConfig.silu {
      problems.append(
        .init(
          key: "hidden_act",
          reason: "is \"\(config.hiddenActivation)\"; only \"silu\" is supported for model_type "
            + "\"llama\""))
    }
    return problems
  }

  /// All `model_type`s, as a message lists them: `"motif" or "llama"`.
  static var list: String { allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ") }
}
