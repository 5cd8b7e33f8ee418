internal import MotifKernels

/// The scratch that operations take from the pool while they run, in Float32 numbers.
package enum OperationScratch {
  /// The packed operands of `[m, k] · [k, n]`, the left one stored `[k, m]` where transposed.
  package static func product(m: Int, n: Int, k: Int, transposedLeft: Bool = false) -> Int {
    Vectorized.matmulScratchCount(m: m, n: n, k: k, transposeA: transposedLeft)
  }

  /// The packed operands of `[m, k]` times its transpose, stored `[k, m]` where transposed.
  package static func symmetricProduct(m: Int, k: Int, transposed: Bool) -> Int {
    Vectorized.symmetricScratchCount(m: m, k: k, transposeA: transposed)
  }

  /// The partial key and value gradients of attention over `length` tokens.
  package static func attentionBackward(
    _ heads: AttentionHeads, batch: Int, length: Int
  ) -> Int {
    Vectorized.attentionBackwardScratchCount(
      AttentionShape(
        batch: batch, queryLength: length, keyLength: length, queryHeads: heads.queryHeads,
        keyHeads: heads.keyHeads, valueHeads: heads.valueHeads, headDim: heads.headDim,
        valueDim: heads.valueDim), heads.layout)
  }

  /// The second iterate and the four square matrices of an orthogonalisation.
  package static func orthogonalization(rows: Int, columns: Int) -> Int {
    Vectorized.newtonSchulzScratchCount(rows: rows, columns: columns)
  }
}
