internal import MotifCore
package import MotifModel

/// The least memory that a model takes, whatever else it needs.
///
/// To train: weights, gradients and one number of optimizer state a weight, 4 bytes each; cosines and
/// sines of every position; tokens, labels, positions and segments of a step; and the residual stream
/// that every block keeps for its gradient, once before attention and, unless whole blocks are
/// computed again, once behind it:
/// `12·parameters + 4·positions·d + 16·step tokens + 8·L·H·tokens`, or `4·L·H·tokens`.
/// To run: `4·parameters + 4·positions·d`. To write: keys and values, `8·L·Hkv·d·tokens`.
///
/// Counted in Double, because a config may ask for more than Int can count. ``TrainingPlan`` estimates
/// the whole.
package struct MemoryRequirement {
  private let purpose: String
  private var parameters = 0.0
  private var rotaryTable = 0.0
  private var batch = 0.0
  /// What the blocks keep of the tokens.
  private var kept = 0.0
  private var checkpointing = ActivationCheckpointing.full

  /// Training `shape` on micro-batches of `tokens` tokens, `stepTokens` in a step.
  package init(
    _ shape: ModelConfig, tokens: Double, stepTokens: Double, checkpointing: ActivationCheckpointing
  ) {
    purpose = "train"
    parameters = 12 * Double(shape.parameterCount)
    rotaryTable = Self.rotaryTable(shape)
    batch = 16 * stepTokens
    kept = 4 * Double(shape.layerCount) * Double(shape.hiddenSize) * tokens
    self.checkpointing = checkpointing
  }

  /// Running `shape` without training it.
  package init(running shape: ModelConfig) {
    purpose = "run"
    parameters = 4 * Double(shape.parameterCount)
    rotaryTable = Self.rotaryTable(shape)
  }

  /// Writing with a model of `shape` that is in memory, `tokens` tokens with the prompt.
  package init(writing tokens: Int, with shape: ModelConfig) {
    let tokens = min(tokens, shape.maxPositionEmbeddings)
    purpose = "write \(tokens) tokens"
    kept = 8 * Double(shape.layerCount) * Double(shape.keyValueWidth) * Double(tokens)
  }

  private static func rotaryTable(_ shape: ModelConfig) -> Double {
    4 * Double(shape.maxPositionEmbeddings) * Double(shape.headDim)
  }

  private var leastBytes: Double { parameters + rotaryTable + batch + kept }

  /// What is needed, in bytes.
  package var bytes: Double { checkpointing == .full ? leastBytes : leastBytes + kept }

  /// The complaint about a machine that has `available` bytes; nil when they are enough.
  package func complaint(available: Int) -> String? {
    guard bytes > Double(available) else { return nil }
    return "needs at least \(Self.gigabytes(bytes)) of memory to \(purpose), this machine has "
      + Self.gigabytes(Double(available)) + remedy(available)
  }

  /// What the largest part depends on.
  private func remedy(_ available: Int) -> String {
    if rotaryTable > bytes / 2 { return "; take a smaller max_position_embeddings" }
    if batch > bytes / 2 { return "; take a smaller training.batchSize or training.batchTokens" }
    guard purpose == "train" else { return "" }
    return "; take a smaller model or training.microBatchSize"
      + (checkpointing != .full && leastBytes <= Double(available)
        ? ", or training.activationCheckpointing \"full\"" : "")
  }

  package static func gigabytes(_ bytes: Double) -> String {
    let tenths = (bytes / 1e8).rounded() / 10
    return "\(tenths) GB"
  }
}
