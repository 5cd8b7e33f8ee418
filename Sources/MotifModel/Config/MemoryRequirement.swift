internal import MotifCore

/// The least memory that a model takes to run or to write text, whatever else it needs.
///
/// To run: weights and the cosines and sines of every position, `4·parameters + 4·positions·d`. To
/// write: keys and values, `8·L·Hkv·d·tokens`. What training takes is played through instead
/// (``MemoryPlan``).
///
/// Counted in Double, because a config may ask for more than Int can count.
package struct MemoryRequirement {
  private let purpose: String
  private var rotaryTable = 0.0
  /// What is needed, in bytes.
  package let bytes: Double

  /// Running `shape` without training it.
  package init(running shape: ModelConfig) {
    purpose = "run"
    rotaryTable = 4 * Double(shape.maxPositionEmbeddings) * Double(shape.headDim)
    bytes = 4 * Double(shape.parameterCount) + rotaryTable
  }

  /// Writing with a model of `shape` that is in memory, `tokens` tokens with the prompt.
  package init(writing tokens: Int, with shape: ModelConfig) {
    let tokens = min(tokens, shape.maxPositionEmbeddings)
    purpose = "write \(NumberText.grouped(tokens)) tokens"
    bytes = 8 * Double(shape.layerCount) * Double(shape.keyValueWidth) * Double(tokens)
  }

  /// The complaint about a machine that has `available` bytes; nil when they are enough.
  package func complaint(available: Int) -> String? {
    guard bytes > Double(available) else { return nil }
    return "needs at least \(ByteText.short(bytes)) of memory to \(purpose), this machine has "
      + ByteText.short(available)
      + (rotaryTable > bytes / 2 ? "; take a smaller max_position_embeddings" : "")
  }
}
