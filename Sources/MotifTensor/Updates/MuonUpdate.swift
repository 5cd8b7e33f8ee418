internal import MotifKernels

extension Tensor {
  /// The nearest semi-orthogonal matrix of this one, approximately: `U Vᵀ` of `U S Vᵀ`.
  ///
  /// Newton–Schulz steps, five by default. A zero matrix stays zero. Cost of five for sides M ≤ N, each
  /// symmetric product counted half: 15M²N + 5M³ operations, from N = 1.5M on 6M²N + 14M³.
  /// Source: arXiv 2502.16982.
  public func orthogonalized(_ method: Orthogonalization = Orthogonalization()) -> Tensor {
    precondition(shape.rank == 2, "orthogonalized needs a matrix, not shape \(shape)")
    var result = detached
    let (rows, columns) = (shape[0], shape[1])
    result.withUnsafeMutablePointer {
      Vectorized.newtonSchulz(
        $0, rows: rows, columns: columns, coefficients: method.coefficients,
        unit: method.precision.unit)
    }
    DryRun.count(.newtonSchulz(rows: rows, columns: columns, method))
    return result
  }

  /// Muon's momentum: `M ← μM + s·G` in place of this tensor, and the update to orthogonalise.
  ///
  /// - Returns: `s·G + μM` with Nesterov, else M. Source: arXiv 2502.16982.
  public mutating func momentumUpdate(
    gradient: Tensor, momentum factor: Double, nesterov: Bool, gradientScale: Float = 1
  ) -> Tensor {
    let count = count
    precondition(
      gradient.count == count, "momentumUpdate: buffer \(shape), gradient \(gradient.shape)")
    makeUnique()
    return Tensor(shape: shape, purpose: .buffers) { update in
      withUnsafeMutablePointer { buffer in
        gradient.withUnsafePointer { gradient in
          Vectorized.momentumUpdate(
            gradient: gradient, momentum: buffer, factor: Float(factor), nesterov: nesterov,
            gradientScale: gradientScale, count: count, update: update)
        }
      }
    }
  }

  /// `w ← w − (shrink · w + rate · update)` in place, where `shrink` is η times the weight decay.
  ///
  /// The sum is taken first: a weight times `1 − shrink` would not change at all for a shrink below
  /// half a unit in the last place, about 3e-8.
  public mutating func decayedStep(_ update: Tensor, shrink: Double, rate: Double) {
    let count = count
    precondition(update.count == count, "decayedStep: weight \(shape), update \(update.shape)")
    withUnsafeMutablePointer { weight in
      update.withUnsafePointer { update in
        Vectorized.decayedStep(
          weight: weight, update: update, shrink: Float(shrink), rate: Float(rate), count: count)
      }
    }
  }
}

extension KernelWork {
  /// An orthogonalisation, which takes a second iterate and four square matrices, and packs operands.
  fileprivate static func newtonSchulz(
    rows: Int, columns: Int, _ method: Orthogonalization
  ) -> KernelWork {
    let (size, length) = (min(rows, columns), max(rows, columns))
    let unit = method.precision.unit
    return KernelWork(
      name: "orthogonalized",
      flops: Vectorized.newtonSchulzFLOPs(
        rows: rows, columns: columns, method.coefficients, unit: unit),
      heldScratch: Vectorized.newtonSchulzScratchCount(rows: rows, columns: columns),
      scratch: [
        Vectorized.symmetricBFloat16ScratchCount(
          unit: unit, m: size, k: length, transposeA: rows > columns),
        Vectorized.symmetricBFloat16ScratchCount(unit: unit, m: size, k: size, transposeA: false),
        Vectorized.matmulBFloat16ScratchCount(
          unit: unit, m: rows, n: columns, k: size, transposeA: false),
      ])
  }
}
