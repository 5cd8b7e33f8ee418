internal import MotifModel

/// The least memory that training takes, whatever else it needs.
///
/// Weights, gradients and one number of optimizer state a weight, 4 bytes each; and the residual
/// stream that every block keeps for its gradient, once before attention and once behind it:
/// `12·parameters + 8·L·H·tokens`. ``TrainingPlan`` estimates the whole.
struct MemoryRequirement {
  let bytes: Double

  /// Training `shape` on micro-batches of `tokens` tokens.
  init(_ shape: ModelConfig, tokens: Double) {
    // In Double: a config may ask for more than Int can count.
    let width = Double(shape.layerCount) * Double(shape.hiddenSize)
    bytes = 12 * Double(shape.parameterCount) + 8 * width * tokens
  }

  /// The complaint about a machine that has `available` bytes; nil when they are enough.
  func complaint(available: Int) -> String? {
    guard bytes > Double(available) else { return nil }
    return "needs at least \(Self.gigabytes(bytes)) of memory to train, this machine has "
      + "\(Self.gigabytes(Double(available))); take a smaller model or training.microBatchSize"
  }

  private static func gigabytes(_ bytes: Double) -> String {
    let tenths = (bytes / 1e8).rounded() / 10
    return "\(tenths) GB"
  }
}
