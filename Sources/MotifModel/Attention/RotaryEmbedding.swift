public import MotifTensor

/// Rotary position embedding, half-split layout: pair (p, p + d/2) turns by `t · θ^(−2p/d)`.
///
/// Angles are computed in Double and rounded once. A reference, so that all blocks of a model see a
/// base that changes between steps. Source: arXiv 2104.09864.
public final class RotaryEmbedding {
  /// The base of the angles; setting it makes the table anew.
  ///
  /// Cost of setting: as of making. Not while a forward or backward pass runs.
  public var theta: Double {
    didSet {
      guard theta != oldValue else { return }
      table = RotaryTable(headDim: table.headDim, theta: theta, length: table.length)
    }
  }
  private var table: RotaryTable

  /// A table for positions 0 ..< `maximumLength` of heads of size `headDim`, which must be even.
  public init(headDim: Int, theta: Double, maximumLength: Int) {
    self.theta = theta
    table = RotaryTable(headDim: headDim, theta: theta, length: maximumLength)
  }

  /// Turns every head of `x` `[batch, time, heads · headDim]` by its position.
  public func callAsFunction(_ x: Tensor, positions: TokenTensor, heads: Int) -> Tensor {
    x.rotated(table, positions: positions, heads: heads)
  }
}
