import Foundation
public import MotifCore

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
    case attentionBias = "attention_bias"
    case feedForwardBias = "mlp_bias"
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
  /// Keys that change nothing are ignored, because such files carry many. Without `num_noise_heads`
  /// the model is plain differential attention: half of the heads are noise (`R = 1`), and `head_dim`
  /// defaults to `H / Hq`. A file of `model_type` `llama` has no noise heads, SiLU and, where it names no
  /// base, a `rope_theta` of 10 000. `rope_theta` may stand in `rope_parameters`, as newer files have it.
  /// Throws `ModelConfigError` with every key that is missing or of the wrong type, for a `model_type`
  /// other than `motif` and `llama` and for every known key that asks for what this package does not compute, such as a
  /// `sliding_window` or a scaling of the rotary angles; sizes are checked by ``validate()``.
  public init(from decoder: any Decoder) throws {
    var fields = FieldReader(try decoder.container(keyedBy: Key.self))
    let all = try decoder.singleValueContainer().decode([String: FieldValue].self)
    let type = fields.optional(.modelType, as: String.self)
    let family = type.map { HuggingFaceFamily(rawValue: $0) } ?? .motif
    if let type, family == nil {
      fields.report(.modelType, "is \"\(type)\"; expected \(HuggingFaceFamily.list)")
    }
    try self.init(&fields, all, family ?? .motif)
  }

  /// Reads `fields` of the file `all`, which is one of `family`.
  private init(
    _ fields: inout FieldReader<Key>, _ all: [String: FieldValue], _ family: HuggingFaceFamily
  ) throws {
    let rotary = RotaryFields(all)
    let hidden = fields.required(.hiddenSize, or: 1)
    let heads = fields.required(.queryHeadCount, or: 2)
    let noise = fields.optional(.noiseHeadCount, as: Int.self)
    let headDim = fields.optional(.headDim, as: Int.self)
    if fields.isSet(.noiseHeadCount) && !fields.isSet(.headDim) {
      fields.report(.headDim, "is missing; it must be given beside num_noise_heads")
    }
    self.init(
      hiddenSize: hidden,
      layerCount: fields.required(.layerCount, or: 1),
      intermediateSize: fields.required(.intermediateSize, or: 1),
      queryHeadCount: heads,
      keyValueHeadCount: fields.optional(.keyValueHeadCount) ?? heads,
      noiseHeadCount: noise ?? family.noiseHeads(of: heads),
      headDim: headDim ?? (heads > 0 ? hidden / heads : 0),
      ropeTheta: rotary.theta ?? family.ropeTheta ?? 1,
      maxPositionEmbeddings: fields.required(.maxPositionEmbeddings, or: 1),
      vocabSize: fields.required(.vocabSize, or: 1))
    hiddenActivation = family.hiddenActivation
    fields.replace(&keyRatio, .keyRatio)
    fields.replace(&hiddenActivation, .hiddenActivation)
    fields.replace(&useBias, .useBias)
    fields.replace(&rmsNormEpsilon, .rmsNormEpsilon)
    fields.replace(&attentionNormEpsilon, .attentionNormEpsilon)
    fields.replace(&tieWordEmbeddings, .tieWordEmbeddings)
    fields.replace(&lambdaInitOffset, .lambdaInitOffset)
    fields.replace(&lambdaInitIndices, .lambdaInitIndices)
    fields.replace(&residualScale, .residualScale)
    fields.replace(&initializerRange, .initializerRange)
    if rotary.theta == nil, family.ropeTheta == nil, rotary.problems.isEmpty {
      fields.report(.ropeTheta, "is missing, here and in rope_parameters")
    }
    fields.report(
      rotary.problems + family.problems(self) + ForeignKeys.problems(all, of: self))
    try fields.finish()
  }

  /// Encodes a Hugging Face `config.json`; this package's own keys appear only where they differ
  /// from the default, so that other readers see what they know.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    let family = HuggingFaceFamily(of: self)
    try values.encode([family.architecture], forKey: .architectures)
    try values.encode(family.rawValue, forKey: .modelType)
    try values.encode(hiddenSize, forKey: .hiddenSize)
    try values.encode(layerCount, forKey: .layerCount)
    try values.encode(intermediateSize, forKey: .intermediateSize)
    try values.encode(queryHeadCount, forKey: .queryHeadCount)
    try values.encode(keyValueHeadCount, forKey: .keyValueHeadCount)
    switch family {
    case .motif: try encodeMotif(&values)
    case .llama:
      try values.encode(headDim, forKey: .headDim)
      try values.encode(false, forKey: .attentionBias)
      try values.encode(false, forKey: .feedForwardBias)
    }
    try values.encode(hiddenActivation, forKey: .hiddenActivation)
    try values.encode(rmsNormEpsilon, forKey: .rmsNormEpsilon)
    try values.encode(ropeTheta, forKey: .ropeTheta)
    try values.encode(maxPositionEmbeddings, forKey: .maxPositionEmbeddings)
    try values.encode(vocabSize, forKey: .vocabSize)
    try values.encode(tieWordEmbeddings, forKey: .tieWordEmbeddings)
    try values.encodeNil(forKey: .slidingWindow)
    try values.encodeNil(forKey: .ropeScaling)
    if initializerRange != 0 { try values.encode(initializerRange, forKey: .initializerRange) }
  }

  /// Encodes what only files of Motif have.
  private func encodeMotif(_ values: inout KeyedEncodingContainer<Key>) throws {
    if !isPlainDifferential {
      try values.encode(noiseHeadCount, forKey: .noiseHeadCount)
      try values.encode(headDim, forKey: .headDim)
      try values.encode(keyRatio, forKey: .keyRatio)
    }
    try values.encode(useBias, forKey: .useBias)
    try values.encode(attentionNormEpsilon, forKey: .attentionNormEpsilon)
    if lambdaInitOffset != 1 { try values.encode(lambdaInitOffset, forKey: .lambdaInitOffset) }
    if !lambdaInitIndices.isEmpty {
      try values.encode(lambdaInitIndices, forKey: .lambdaInitIndices)
    }
    if residualScale != .none { try values.encode(residualScale, forKey: .residualScale) }
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
    let bytes = try FileOperations.system.read(path)
    do {
      // Foundation's decoder takes the last of two values of a key and names no place for a mistake.
      guard case .object = try JSONScanner.parse(Array(bytes), file: path).value else {
        throw FileError(path: path, reason: "is no config of a model; expected an object in { }")
      }
      self = try JSONDecoder().decode(Self.self, from: bytes)
      try validate()
    } catch let error as JSONErrors {
      throw FileError(path: path, reason: error.places)
    } catch let error as ModelConfigError {
      throw FileError(path: path, reason: "\(error)")
    } catch let error as FileError {
      throw error
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

extension JSONErrors {
  /// The mistakes with their lines and columns, without the file.
  fileprivate var places: String {
    mistakes.map { mistake in
      guard case .file(_, let line, let column) = mistake.origin else { return mistake.description }
      return "line \(line), column \(column): "
        + (mistake.key.isEmpty ? "" : "\(mistake.key): ") + mistake.message
    }.joined(separator: "\n")
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
