import Foundation

/// Where the layers of a deeper model come from: blocks that start as the identity are put in between.
///
/// With L layers and ΔL new ones, a copy of the last layer of each of ΔL equal spans follows that
/// span, its `o_proj` and `down_proj` zero; where ΔL does not divide L the spans are as equal as
/// possible. Motif's 32 → 40 puts new layers at 4, 9, …, 39. Source: LLaMA-Pro, arXiv 2401.02415.
public struct DepthExpansion: Sendable, Equatable {
  /// One layer of the deeper model.
  public struct Layer: Sendable, Equatable {
    /// The source layer it is a copy of.
    public let source: Int
    /// Whether it is new: its projections to the residual stream are zero.
    public let isInserted: Bool
  }

  /// The layers of the deeper model, first to last.
  public let layers: [Layer]

  /// The map from `source` to `target` layers, `1 ≤ source ≤ target`.
  public init(from source: Int, to target: Int) {
    precondition(1 <= source && source <= target, "cannot expand \(source) layers to \(target)")
    let inserted = target - source
    // Span k ends before source layer ⌈(k + 1)·L / ΔL⌉.
    let ends = (0..<inserted).map { (($0 + 1) * source + inserted - 1) / inserted - 1 }
    layers = (0..<source).flatMap { layer in
      [Layer(source: layer, isInserted: false)]
        + ends.filter { $0 == layer }.map { Layer(source: $0, isInserted: true) }
    }
  }

  /// The indices of the new layers.
  public var insertedLayers: [Int] { layers.indices.filter { layers[$0].isInserted } }
}

extension ModelConfig {
  /// This config with `count` more layers.
  ///
  /// λ_init depends on a layer's index, which insertion shifts. By default the index counts the new
  /// layers and growth compensates the shift in the weights, which every reader of the published
  /// format understands. With `keepingLambdaIndices`, or where the source has indices already, each
  /// layer keeps its source's in ``lambdaInitIndices``, which only this package reads, and no weight
  /// changes. Without noise heads there is no λ_init and nothing to keep.
  public func expanded(byLayers count: Int, keepingLambdaIndices: Bool = false) -> ModelConfig {
    var result = self
    result.layerCount += count
    let origins = DepthExpansion(from: layerCount, to: result.layerCount).layers.map(\.source)
    let indices = lambdaInitIndices.isEmpty ? Array(0..<layerCount) : lambdaInitIndices
    result.lambdaInitIndices =
      isDifferential && keepingLambdaIndices || !lambdaInitIndices.isEmpty
      ? origins.map { indices[$0] } : []
    return result
  }
}
