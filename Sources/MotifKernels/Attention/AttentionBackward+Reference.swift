extension Reference {
  /// The gradients of ``attentionForward``, written (not added) to dq, dk and dv.
  ///
  /// With D_i = ⟨do_i, o_i⟩, p_ij = exp(s_ij − lse_i) and ds_ij = p_ij (⟨do_i, v_j⟩ − D_i):
  /// dq_i = scale Σ_j ds_ij k_j; dk_j = scale Σ_i ds_ij q_i; dv_j = Σ_i p_ij do_i. dk and dv sum over
  /// all query heads that read the key or value head.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func attentionBackward<T: BinaryFloatingPoint>(
    _ shape: AttentionShape, _ layout: AttentionLayout, q: UnsafePointer<T>, k: UnsafePointer<T>,
    v: UnsafePointer<T>, segments: UnsafePointer<Int32>?, o: UnsafePointer<T>,
    logSumExp: UnsafePointer<T>, outputGradient: UnsafePointer<T>, dq: UnsafeMutablePointer<T>,
    dk: UnsafeMutablePointer<T>, dv: UnsafeMutablePointer<T>
  ) {
    let (d, width, scale) = (shape.headDim, shape.valueDim, T(shape.scale))
    let queries = shape.batch * shape.queryLength
    let keys = shape.batch * shape.keyLength
    for index in 0..<queries * shape.queryHeads * d { dq[index] = 0 }
    for index in 0..<keys * shape.keyHeads * d { dk[index] = 0 }
    for index in 0..<keys * shape.valueHeads * width { dv[index] = 0 }
    for b in 0..<shape.batch {
      for i in 0..<shape.queryLength {
        for h in 0..<shape.queryHeads {
          let row = (b * shape.queryLength + i) * shape.queryHeads + h
          let lse = logSumExp[(b * shape.queryHeads + h) * shape.queryLength + i]
          var delta: T = 0
          for c in 0..<width { delta += outputGradient[row * width + c] * o[row * width + c] }
          for j in 0..<shape.keyLength where attentionAllows(shape, segments, b, i, j) {
            let keyRow =
              ((b * shape.keyLength + j) * shape.keyHeads + layout.keyHeadOfQuery[h]) * d
            let valueRow =
              ((b * shape.keyLength + j) * shape.valueHeads + layout.valueHeadOfQuery[h]) * width
            var score: T = 0
            for p in 0..<d { score += q[row * d + p] * k[keyRow + p] }
            let weight = ScalarMath.exp(score * scale - lse)
            var dWeight: T = 0
            for c in 0..<width {
              dWeight += outputGradient[row * width + c] * v[valueRow + c]
              dv[valueRow + c] += weight * outputGradient[row * width + c]
            }
            let dScore = weight * (dWeight - delta) * scale
            for p in 0..<d {
              dq[row * d + p] += dScore * k[keyRow + p]
              dk[keyRow + p] += dScore * q[row * d + p]
            }
          }
        }
      }
    }
  }
}
