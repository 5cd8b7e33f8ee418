internal import MotifKernels

/// Cosines and sines of rotary embedding for positions 0 ..< length, made in Double, rounded once.
public struct RotaryTable: Sendable {
  /// The size of a head.
  public let headDim: Int
  /// The number of positions.
  public let length: Int
  let cosines: Tensor
  let sines: Tensor

  /// A table for angles `t · θ^(−2p/d)`, p < d/2.
  ///
  /// `headDim` must be even. Memory: length · headDim floats.
  public init(headDim: Int, theta: Double, length: Int) {
    precondition(headDim > 0 && headDim % 2 == 0, "rotary heads need an even size, not \(headDim)")
    self.headDim = headDim
    self.length = length
    var sines = Tensor(repeating: 0, shape: [length, headDim / 2])
    cosines = Tensor(shape: [length, headDim / 2], purpose: .weights) { cosines in
      sines.withUnsafeMutablePointer { sines in
        MotifKernels.RotaryTable.fill(
          count: length, dim: headDim, theta: theta, cosines: cosines, sines: sines)
      }
    }
    self.sines = sines.counted(as: .weights)
  }
}
