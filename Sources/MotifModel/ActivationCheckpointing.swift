internal import MotifTensor

/// What the blocks of a model keep for the backward pass, and what they compute again instead.
///
/// Loss, gradients and weights have the same bits in every case. The numbers that a block keeps for
/// each token are counted with H the hidden size, F the feed-forward width, Q the width of queries,
/// K that of keys and values, A that of attention before the differential step and C behind it, 0 without
/// noise heads.
public enum ActivationCheckpointing: String, Sendable, Codable, CaseIterable {
  /// Everything that a gradient reads: `4H + 3F + A + C + Q + 2K`.
  case none
  /// All but the results of norms, PolyNorm or SwiGLU, and the differential combination:
  /// `2H + 2F + A + Q + 2K`, for a few per cent more time.
  case selective
  /// The input of the block alone: H, for one more forward pass; one block at a time has all
  /// of its own.
  case full

  /// Runs `block`, keeping what this case says.
  func callAsFunction<Byproduct>(
    _ block: @escaping () -> (Tensor, Byproduct)
  ) -> (Tensor, Byproduct) {
    switch self {
    case .none: block()
    case .selective: selectivelyCheckpointed(block)
    case .full: checkpointed(block)
    }
  }
}
