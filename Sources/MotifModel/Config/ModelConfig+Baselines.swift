extension ModelConfig {
  /// The attention of a baseline.
  package enum AttentionBaseline: Sendable, CaseIterable {
    /// Plain differential attention: one signal head for each noise head (arXiv 2410.05258).
    case differential
    /// Plain softmax attention: no noise heads (arXiv 1706.03762; 2305.13245).
    case softmax
  }

  /// This model with the attention of a baseline at equal cost: as many numbers in matrices and as many
  /// floating-point operations a token, at every length.
  ///
  /// Scores and values of `Hq` differential heads cost `Hq·3d` a pair of positions, of h softmax heads
  /// `h·2d`, so that `h = 3Hq/2`. Plain differential attention keeps `Hq` query heads, half of them noise,
  /// with a key head for each: four projections of `Hq·d` rows or columns. Softmax attention lets three
  /// query heads share a key head, which makes its four projections as large together. What that takes
  /// more than this model's attention, the feed-forward layer gives, three numbers for each of its units:
  /// `F' = F − (4·Hq·d − (Hq + 2·Hkv + 2·G·R)·d)/3`. The family of presets has `F' = 15F/16`, exactly:
  /// nano's 512 units become 480. Both baselines have equal matrices, `d` and `F'`; only vectors of λ and
  /// gains, less than 0.1 % of a preset, set them apart.
  ///
  /// - Precondition: this model is valid and differential, `Hq` is even, and the units that are given are
  ///   fewer than it has. Where they are no whole number, matrices are equal within `1.5·L·H` numbers.
  package func withEqualCost(_ attention: AttentionBaseline) -> ModelConfig {
    precondition(
      isDifferential && queryHeadCount % 2 == 0,
      "a baseline of \(queryHeadCount) query heads, \(noiseHeadCount) of them noise; expected an even "
        + "number and noise heads")
    let excess = 4 * queryWidth - (queryWidth + 2 * keyValueWidth + attentionOutputWidth)
    var result = self
    result.intermediateSize -= Int((Double(excess) / 3).rounded())
    switch attention {
    case .differential:
      result.noiseHeadCount = queryHeadCount / 2
      result.keyValueHeadCount = queryHeadCount
    case .softmax:
      result.noiseHeadCount = 0
      result.queryHeadCount = 3 * queryHeadCount / 2
      result.keyValueHeadCount = queryHeadCount / 2
    }
    return result
  }

  /// This model with SwiGLU in place of PolyNorm: the same three matrices, so the same width, numbers and
  /// operations; the four scalars a layer of PolyNorm are gone.
  package var withSwiGLU: ModelConfig {
    var result = self
    result.hiddenActivation = Self.silu
    return result
  }
}
