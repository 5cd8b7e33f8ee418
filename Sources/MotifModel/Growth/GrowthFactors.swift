/// By which whole numbers every dimension of a model grows.
///
/// Motif-2.6B → Motif-2-12.7B: hidden 2, feed-forward 2, groups 1, signal heads 4
/// (arXiv 2511.07464 with 2508.09148; the head rule is "group-differentiated growth", 2510.06949).
public struct GrowthFactors: Sendable, Equatable {
  /// `n = H'/H`, copies of the residual stream.
  public let hidden: Int
  /// `F'/F`, copies of the feed-forward units.
  public let feedForward: Int
  /// `G'/G`, copies of whole groups with their noise, key and value heads; without noise heads a group
  /// is a key head with the query heads that read it.
  public let groups: Int
  /// `ρ = R'/R`, copies of each signal head inside its group; without noise heads of each query head.
  public let signalHeads: Int

  /// The factors between two configs; throws ``GrowthError`` where growth cannot be exact.
  public init(from source: ModelConfig, to target: ModelConfig) throws(GrowthError) {
    try Self.requireSameAttention(source, target)
    try Self.requireValid(source, "source")
    try Self.requireValid(target, "target")
    try Self.requireSameFunction(source, target)
    hidden = try Self.factor("hidden_size", source.hiddenSize, target.hiddenSize)
    feedForward = try Self.factor(
      "intermediate_size", source.intermediateSize, target.intermediateSize)
    groups = try Self.factor(
      source.isDifferential ? "num_noise_heads" : "num_key_value_heads", source.groupCount,
      target.groupCount)
    signalHeads = try Self.factor(
      source.isDifferential
        ? "the number of signal heads a group" : "the number of query heads for a key head",
      source.signalHeadsPerGroup, target.signalHeadsPerGroup)
    let keys = try Self.factor(
      "num_key_value_heads", source.keyValueHeadCount, target.keyValueHeadCount)
    guard keys == groups else {
      throw GrowthError(
        "num_key_value_heads grows \(keys)-fold but num_noise_heads \(groups)-fold; whole groups "
          + "are copied with their keys, so both need the same factor")
    }
  }

  private static func factor(
    _ name: String, _ source: Int, _ target: Int
  ) throws(GrowthError) -> Int {
    guard target >= source else {
      throw GrowthError("\(name) shrinks from \(source) to \(target); growth only adds")
    }
    guard target % source == 0 else {
      throw GrowthError(
        "\(name) grows from \(source) to \(target), which is no whole multiple; "
          + "copies keep the function only at \(2 * source), \(3 * source), …")
    }
    return target / source
  }

  private static func requireSameAttention(
    _ source: ModelConfig, _ target: ModelConfig
  ) throws(GrowthError) {
    let (heads, noise) = (source.queryHeadCount, source.noiseHeadCount)
    guard source.isDifferential || !target.isDifferential else {
      throw GrowthError(
        "the source is no differential model: \(heads) query heads of which \(noise) are noise "
          + "heads; the norm behind the difference cannot be made to vanish, so plain attention "
          + "does not grow into a differential model exactly")
    }
    guard !source.isDifferential || target.isDifferential else {
      throw GrowthError(
        "num_noise_heads falls from \(noise) to 0; the norm behind the difference cannot be made to "
          + "vanish, so a differential model does not grow into one of plain attention exactly")
    }
  }

  private static func requireValid(
    _ config: ModelConfig, _ which: String
  ) throws(GrowthError) {
    do { try config.validate() } catch {
      let reasons = error.problems.map { "\($0.key) \($0.reason)" }.joined(separator: "; ")
      throw GrowthError("the \(which) config is impossible: \(reasons)")
    }
  }

  /// Everything that copying cannot make up for.
  private static func requireSameFunction(
    _ source: ModelConfig, _ target: ModelConfig
  ) throws(GrowthError) {
    guard source.headDim == target.headDim else {
      throw GrowthError(
        "head_dim changes from \(source.headDim) to \(target.headDim); rotary embedding turns each "
          + "pair of a head by its own angle, so a head cannot be widened by copies")
    }
    guard source.vocabSize == target.vocabSize else {
      throw GrowthError(
        "vocab_size changes from \(source.vocabSize) to \(target.vocabSize); growth keeps the tokens"
      )
    }
    guard target.layerCount >= source.layerCount else {
      throw GrowthError(
        "num_hidden_layers shrinks from \(source.layerCount) to \(target.layerCount); "
          + "growth only adds")
    }
    guard source.hiddenActivation == target.hiddenActivation else {
      throw GrowthError(
        "hidden_act changes from \"\(source.hiddenActivation)\" to \"\(target.hiddenActivation)\", "
          + "which changes the function")
    }
    for (name, before, after) in [
      ("rms_norm_eps", source.rmsNormEpsilon, target.rmsNormEpsilon),
      ("attn_rms_norm_eps", source.attentionNormEpsilon, target.attentionNormEpsilon),
    ] where before != after {
      throw GrowthError("\(name) changes from \(before) to \(after), which changes the function")
    }
    guard source.tieWordEmbeddings || !target.tieWordEmbeddings else {
      throw GrowthError(
        "the source has a head of its own, the target ties it to the embedding; "
          + "set tie_word_embeddings to false")
    }
  }
}
