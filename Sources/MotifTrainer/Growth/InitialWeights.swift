internal import Foundation
internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifReport
internal import MotifTensor

/// What the weights of a new run start from, opened and checked before anything is written.
struct InitialWeights {
  private let settings: InitializationSettings
  private let seed: UInt64
  /// Where weights are read from; nil for random ones.
  let source: WeightFolder?

  /// Opens the weights that `config` starts from; damaged checkpoints are told to `output`.
  ///
  /// Throws ``FileError`` when there are none.
  init(_ config: TrainConfig, output: ProgressOutput) throws(FileError) {
    settings = config.initialization
    seed = UInt64(config.seed)
    source =
      settings.kind == .random
      ? nil : try WeightFolder(settings.from) { output.write($0 + "\n") }
  }

  /// What training had computed for these weights.
  func trainingFLOPs() -> Double { source?.trainingFLOPs() ?? 0 }

  /// Says so where training would begin at a higher rate than the weights have ended with.
  func warnOfRate(_ config: TrainConfig, output: ProgressOutput) {
    if let warning = RateWarning(source, config) { output.write("\(warning)\n") }
  }

  /// The tokenizer that the weights were trained with, nil for random ones.
  ///
  /// Throws ``FileError`` when the weights come without one.
  func tokenizer() throws -> ByteLevelBPE? {
    guard let source else { return nil }
    guard source.hasTokenizer else {
      throw FileError(
        path: settings.from,
        reason: "has no tokenizer.json; set tokenizer.path to the tokenizer of its weights")
    }
    return try source.tokenizer()
  }

  /// The model of `shape` with its first weights.
  ///
  /// Throws ``FileError`` that names the tensor when the weights do not fit the shape, ``GrowthError``
  /// when they cannot grow into it or the logits show that the function was not kept.
  func model(_ shape: ModelConfig, output: ProgressOutput) throws -> CausalLanguageModel {
    guard let source else { return try CausalLanguageModel(shape, seed: seed) }
    if let farewell = source.farewell(to: try check(shape)) { output.write(farewell + "\n") }
    try requireMemory()
    let model =
      settings.kind == .grown
      ? try GrownWeights(source, try growthPlan(source, shape)).model(shape, output: output)
      : try CausalLanguageModel(shape, source: source.values())
    try Self.freeze(model, settings, grownFrom: origin(shape))
    return model
  }

  /// Throws what ``model(_:output:)`` would throw for weights that do not fit `shape`, without reading
  /// a number.
  ///
  /// Returns the names of tensors that are left out.
  @discardableResult
  func check(_ shape: ModelConfig) throws -> [String] {
    guard let source else { return [] }
    let isGrown = settings.kind == .grown
    let lost = try source.requireTensors(of: isGrown ? source.config : shape)
    if isGrown { _ = try growthPlan(source, shape) }
    _ = try trainedNames(shape)
    return lost
  }

  /// Throws ``FileError`` when there is no memory for the model that the weights grow from, whose
  /// logits are compared with those of the grown one.
  func requireMemory() throws(FileError) {
    if settings.kind == .grown { try source?.requireMemory() }
  }

  private func growthPlan(
    _ source: WeightFolder, _ shape: ModelConfig
  ) throws(GrowthError) -> GrowthPlan {
    do {
      return try GrowthPlan(from: source.config, to: shape, options: settings.growth(seed: seed))
    } catch {
      throw error.naming(source.path)
    }
  }

  /// The shape that the weights grew from, nil when they did not grow.
  func origin(_ shape: ModelConfig) throws(FileError) -> ModelConfig? {
    settings.kind == .grown ? source?.config : try source?.origin()
  }

  /// Freezes what the settings do not train of a `model` that grew from `origin`.
  ///
  /// Throws ``GrowthError`` when the choice makes no sense for this model.
  static func freeze(
    _ model: CausalLanguageModel, _ settings: InitializationSettings, grownFrom origin: ModelConfig?
  ) throws {
    guard let trained = try trainedNames(model.config, settings, grownFrom: origin) else { return }
    for parameter in model.parameters.parameters {
      parameter.isTrainable = trained.contains(parameter.name)
    }
  }

  /// The names of the parameters of `shape` that are trained, nil for all.
  ///
  /// Throws ``GrowthError`` when the settings make no sense for this shape.
  func trainedNames(_ shape: ModelConfig) throws -> Set<String>? {
    try Self.trainedNames(shape, settings, grownFrom: origin(shape))
  }

  /// The names of the parameters of `shape` that the settings train, nil for all.
  ///
  /// Throws ``GrowthError`` when the choice makes no sense for a model that grew from `origin`.
  static func trainedNames(
    _ shape: ModelConfig, _ settings: InitializationSettings, grownFrom origin: ModelConfig?
  ) throws -> Set<String>? {
    guard settings.kind != .random, settings.trainable == .newBlocksOnly else { return nil }
    guard let origin, origin.layerCount < shape.layerCount else {
      throw GrowthError(
        "initialization.trainable is newBlocksOnly, but the model that begins with \(settings.from) "
          + "has no layers that growth inserted")
    }
    let plan = try GrowthPlan(from: origin, to: shape)
    return Set(plan.parameterNames(settings.trainable))
  }
}

extension MetricsRecord {
  /// Adds by layer how alike the signal heads of a group are, where a group has several.
  ///
  /// `cloneCosine` is the mean cosine of two heads, `cloneRank` their effective rank; see
  /// `CausalLanguageModel.signalHeadSymmetry`.
  mutating func add(symmetryOf model: CausalLanguageModel) {
    let symmetry = model.signalHeadSymmetry
    guard !symmetry.isEmpty else { return }
    add("cloneCosine", .list(symmetry.map(\.pairwiseCosine)))
    add("cloneRank", .list(symmetry.map(\.effectiveRank)))
  }
}
