internal import MotifModel

/// The least memory that training takes, whatever else it needs.
///
/// Weights, gradients and one number of optimizer state a weight, 4 bytes each; and the residual
/// stream that every block keeps for its gradient, once before attention and, unless whole blocks are
/// computed again, once behind it: `12·parameters + 8·L·H·tokens`, or `4·L·H·tokens`.
/// ``TrainingPlan`` estimates the whole.
struct MemoryRequirement {
  private let fixed: Double
  private let stream: Double
  private let checkpointing: ActivationCheckpointing

  /// Training `shape` on micro-batches of `tokens` tokens.
  init(_ shape: ModelConfig, tokens: Double, checkpointing: ActivationCheckpointing) {
    // In Double: a config may ask for more than Int can count.
    fixed = 12 * Double(shape.parameterCount)
    stream = 4 * Double(shape.layerCount) * Double(shape.hiddenSize) * tokens
    self.checkpointing = checkpointing
  }

  private var leastBytes: Double { fixed + stream }

  private var bytes: Double { checkpointing == .full ? leastBytes : fixed + 2 * stream }

  /// The complaint about a machine that has `available` bytes; nil when they are enough.
  func complaint(available: Int) -> String? {
    guard bytes > Double(available) else { return nil }
    return "needs at least \(Self.gigabytes(bytes)) of memory to train, this machine has "
      + "\(Self.gigabytes(Double(available))); take a smaller model or training.microBatchSize"
      + (checkpointing != .full && leastBytes <= Double(available)
        ? ", or training.activationCheckpointing \"full\"" : "")
  }

  private static func gigabytes(_ bytes: Double) -> String {
    let tenths = (bytes / 1e8).rounded() / 10
    return "\(tenths) GB"
  }
}
