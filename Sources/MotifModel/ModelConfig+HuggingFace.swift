import Foundation
public import MotifTensor

extension ModelConfig: Codable {
  private enum Key: String, CodingKey {
    case architectures
    case modelType = "model_type"
    case hiddenSize = "hidden_size"
    case layerCount = "num_hidden_layers"
    case intermediateSize = "intermediate_size"
    case queryHeadCount = "num_attention_heads"
    case keyValueHeadCount = "num_key_value_heads"
    case noiseHeadCount = "num_noise_heads"
    case headDim = "head_dim"
    case keyRatio = "k_ratio"
    case hiddenActivation = "hidden_act"
    case useBias = "use_bias"
    case rmsNormEpsilon = "rms_norm_eps"
    case attentionNormEpsilon = "attn_rms_norm_eps"
    case ropeTheta = "rope_theta"
    case maxPositionEmbeddings = "max_position_embeddings"
    case vocabSize = "vocab_size"
    case tieWordEmbeddings = "tie_word_embeddings"
    case slidingWindow = "sliding_window"
    case ropeScaling = "rope_scaling"
    case lambdaInitOffset = "lambda_init_offset"
    case lambdaInitIndices = "lambda_init_index"
    case residualScale = "residual_scale"
    case initializerRange = "initializer_range"
  }

  /// Decodes a Hugging Face `config.json`.
  ///
  /// Unknown keys are ignored, because such files carry many. Without `num_noise_heads` the model is
  /// plain differential attention: half of the heads are noise (`R = 1`), and `head_dim` defaults
  /// to `H / Hq`. Throws `ModelConfigError` for a `model_type` other than `motif` and for
  /// `sliding_window` or `rope_scaling` other than null; sizes are checked by ``validate()``.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    try Self.rejectUnsupported(values)
    let hidden = try values.decode(Int.self, forKey: .hiddenSize)
    let heads = try values.decode(Int.self, forKey: .queryHeadCount)
    let noise = try values.decodeIfPresent(Int.self, forKey: .noiseHeadCount)
    let headDim = try values.decodeIfPresent(Int.self, forKey: .headDim)
    if noise != nil && headDim == nil {
      throw ModelConfigError(problems: [
        .init(key: "head_dim", reason: "is missing; it must be given beside num_noise_heads")
      ])
    }
    self.init(
      hiddenSize: hidden,
      layerCount: try values.decode(Int.self, forKey: .layerCount),
      intermediateSize: try values.decode(Int.self, forKey: .intermediateSize),
      queryHeadCount: heads,
      keyValueHeadCount: try values.decodeIfPresent(Int.self, forKey: .keyValueHeadCount) ?? heads,
      noiseHeadCount: noise ?? heads / 2,
      headDim: headDim ?? (heads > 0 ? hidden / heads : 0),
      ropeTheta: try values.decode(Double.self, forKey: .ropeTheta),
      maxPositionEmbeddings: try values.decode(Int.self, forKey: .maxPositionEmbeddings),
      vocabSize: try values.decode(Int.self, forKey: .vocabSize))
    func replace<Value: Decodable>(_ path: WritableKeyPath<Self, Value>, _ key: Key) throws {
      if let value = try values.decodeIfPresent(Value.self, forKey: key) {
        self[keyPath: path] = value
      }
    }
    try replace(\.keyRatio, .keyRatio)
    try replace(\.hiddenActivation, .hiddenActivation)
    try replace(\.useBias, .useBias)
    try replace(\.rmsNormEpsilon, .rmsNormEpsilon)
    try replace(\.attentionNormEpsilon, .attentionNormEpsilon)
    try replace(\.tieWordEmbeddings, .tieWordEmbeddings)
    try replace(\.lambdaInitOffset, .lambdaInitOffset)
    try replace(\.lambdaInitIndices, .lambdaInitIndices)
    try replace(\.residualScale, .residualScale)
    try replace(\.initializerRange, .initializerRange)
  }

  private static func rejectUnsupported(_ values: KeyedDecodingContainer<Key>) throws {
    var problems: [ModelConfigError.Problem] = []
    if let type = try values.decodeIfPresent(String.self, forKey: .modelType), type != "motif" {
      problems.append(.init(key: "model_type", reason: "is \"\(type)\"; expected \"motif\""))
    }
    for key in [Key.slidingWindow, .ropeScaling] {
      if values.contains(key), try !values.decodeNil(forKey: key) {
        problems.append(.init(key: key.rawValue, reason: "is set; only null is supported"))
      }
    }
    if !problems.isEmpty { throw ModelConfigError(problems: problems) }
  }

  /// Encodes a Hugging Face `config.json`; this package's own keys appear only where they differ
  /// from the default, so that other readers see what they know.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(["MotifForCausalLM"], forKey: .architectures)
    try values.encode("motif", forKey: .modelType)
    try values.encode(hiddenSize, forKey: .hiddenSize)
    try values.encode(layerCount, forKey: .layerCount)
    try values.encode(intermediateSize, forKey: .intermediateSize)
    try values.encode(queryHeadCount, forKey: .queryHeadCount)
    try values.encode(keyValueHeadCount, forKey: .keyValueHeadCount)
    if !isPlainDifferential {
      try values.encode(noiseHeadCount, forKey: .noiseHeadCount)
      try values.encode(headDim, forKey: .headDim)
      try values.encode(keyRatio, forKey: .keyRatio)
    }
    try values.encode(hiddenActivation, forKey: .hiddenActivation)
    try values.encode(useBias, forKey: .useBias)
    try values.encode(rmsNormEpsilon, forKey: .rmsNormEpsilon)
    try values.encode(attentionNormEpsilon, forKey: .attentionNormEpsilon)
    try values.encode(ropeTheta, forKey: .ropeTheta)
    try values.encode(maxPositionEmbeddings, forKey: .maxPositionEmbeddings)
    try values.encode(vocabSize, forKey: .vocabSize)
    try values.encode(tieWordEmbeddings, forKey: .tieWordEmbeddings)
    try values.encodeNil(forKey: .slidingWindow)
    try values.encodeNil(forKey: .ropeScaling)
    if lambdaInitOffset != 1 { try values.encode(lambdaInitOffset, forKey: .lambdaInitOffset) }
    if !lambdaInitIndices.isEmpty {
      try values.encode(lambdaInitIndices, forKey: .lambdaInitIndices)
    }
    if residualScale != .none { try values.encode(residualScale, forKey: .residualScale) }
    if initializerRange != 0 { try values.encode(initializerRange, forKey: .initializerRange) }
  }

  /// Whether the reading rule for absent keys gives back the same heads; files of Motif-2.6B have
  /// no grouped-attention keys.
  private var isPlainDifferential: Bool {
    keyRatio == 1 && queryHeadCount == 2 * noiseHeadCount && queryHeadCount > 0
      && headDim == hiddenSize / queryHeadCount
  }
}

extension ModelConfig {
  /// The config of a Hugging Face `config.json`, checked by ``validate()``.
  ///
  /// Throws a `FileError` that names the file and every wrong key.
  public init(contentsOfFile path: String) throws(FileError) {
    do {
      self = try JSONDecoder().decode(
        Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
      try validate()
    } catch let error as ModelConfigError {
      throw FileError(path: path, reason: "\(error)")
    } catch let error as DecodingError {
      throw FileError(path: path, reason: error.sentence)
    } catch {
      throw FileError(path: path, reason: "cannot be read: \(error)")
    }
  }

  /// The text of a `config.json` that reads back as this config, keys sorted.
  public var huggingFaceJSON: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }
}

extension DecodingError {
  /// The error as a sentence that begins with the JSON path.
  fileprivate var sentence: String {
    switch self {
    case .keyNotFound(let key, _): "\(key.stringValue): is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
    case .dataCorrupted(let context): "is not valid JSON: \(context.debugDescription)"
    @unknown default: "\(self)"
    }
  }
}

extension ResidualScale: Codable {
  private enum Key: String, CodingKey { case kind, value }
  private enum Kind: String, Codable { case none, constant, depth }

  /// Decodes `{"kind": "none"}`, `{"kind": "constant", "value": x}` or `{"kind": "depth", …}`;
  /// `value` defaults to 1.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let value = try values.decodeIfPresent(Double.self, forKey: .value) ?? 1
    switch try values.decode(Kind.self, forKey: .kind) {
    case .none: self = .none
    case .constant: self = .constant(value)
    case .depth: self = .depth(value)
    }
  }

  /// Encodes the form that `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    switch self {
    case .none: try values.encode(Kind.none, forKey: .kind)
    case .constant(let value):
      try values.encode(Kind.constant, forKey: .kind)
      try values.encode(value, forKey: .value)
    case .depth(let value):
      try values.encode(Kind.depth, forKey: .kind)
      try values.encode(value, forKey: .value)
    }
  }
}
