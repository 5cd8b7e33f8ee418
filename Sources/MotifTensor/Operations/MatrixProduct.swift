internal import MotifKernels

extension Tensor {
  /// The linear layer `y = x Wᵀ` over the innermost dimension of `x`.
  ///
  /// Gradients: `dx = dy W`, `dW = dyᵀ x`. Cost: 2 · rows · in · out operations, twice that backward.
  ///
  /// - Parameter weight: `[out, in]`, as checkpoints store it.
  /// - Returns: a tensor of the shape of `x` with `out` columns.
  public func linear(_ weight: Tensor) -> Tensor {
    precondition(
      weight.shape.rank == 2 && shape.rank > 0 && shape.columns == weight.shape[1],
      "linear: input of shape \(shape) does not fit a weight of shape \(weight.shape)")
    let (rows, outputs, inputs) = (shape.rows, weight.shape[0], weight.shape[1])
    let result = Tensor(shape: shape.withColumns(outputs)) { y in
      product(
        m: rows, n: outputs, k: inputs, self, false, weight, true, into: y, accumulate: false)
    }
    let target = target
    let weightTarget = weight.target
    // Each is read for the gradient of the other alone.
    let input = weight.node == nil ? nil : kept
    let keptWeight = node == nil ? nil : weight.kept
    return result.recorded("linear", from: [self, weight]) { upstream, sink in
      if let weight = keptWeight?.tensor {
        sink.accumulate(to: target) { dx, accumulate in
          product(
            m: rows, n: inputs, k: outputs, upstream, false, weight, false, into: dx,
            accumulate: accumulate)
        }
      }
      guard let input = input?.tensor else { return }
      sink.accumulate(to: weightTarget) { dw, accumulate in
        product(
          m: outputs, n: inputs, k: rows, upstream, true, input, false, into: dw,
          accumulate: accumulate)
      }
    }
  }

  /// The matrix product `op(a) op(b)` of two matrices, op being the identity or the transpose.
  ///
  /// Gradients, shown without transposes: `da = dy bᵀ`, `db = aᵀ dy`.
  public func matrixProduct(
    _ other: Tensor, transposed: Bool = false, otherTransposed: Bool = false
  ) -> Tensor {
    precondition(
      shape.rank == 2 && other.shape.rank == 2,
      "matrixProduct needs two matrices, not shapes \(shape) and \(other.shape)")
    let (m, k) = transposed ? (shape[1], shape[0]) : (shape[0], shape[1])
    let (inner, n) =
      otherTransposed ? (other.shape[1], other.shape[0]) : (other.shape[0], other.shape[1])
    precondition(
      k == inner,
      "matrixProduct: \(shape)\(transposed ? "ᵀ" : "") and \(other.shape)"
        + "\(otherTransposed ? "ᵀ" : "") do not fit")
    let (a, b) = (self, other)
    let result = Tensor(shape: [m, n]) { y in
      product(m: m, n: n, k: k, a, transposed, b, otherTransposed, into: y, accumulate: false)
    }
    let (keptA, keptB) = (a.kept, b.kept)
    return result.recorded("matrixProduct", from: [a, b]) { dy, sink in
      let (a, b) = (keptA.tensor, keptB.tensor)
      sink.accumulate(to: keptA.target) { da, accumulate in
        if transposed {
          product(
            m: k, n: m, k: n, b, otherTransposed, dy, true, into: da, accumulate: accumulate)
        } else {
          product(
            m: m, n: k, k: n, dy, false, b, !otherTransposed, into: da, accumulate: accumulate)
        }
      }
      sink.accumulate(to: keptB.target) { db, accumulate in
        if otherTransposed {
          product(m: n, n: k, k: m, dy, true, a, transposed, into: db, accumulate: accumulate)
        } else {
          product(m: k, n: n, k: m, a, !transposed, dy, false, into: db, accumulate: accumulate)
        }
      }
    }
  }
}

/// `C (+)= op(A) op(B)` for contiguous tensors whose rows are their innermost dimension.
private func product(
  m: Int, n: Int, k: Int, _ a: Tensor, _ transposeA: Bool, _ b: Tensor, _ transposeB: Bool,
  into c: UnsafeMutablePointer<Float>, accumulate: Bool
) {
  a.withUnsafePointer { aPointer in
    b.withUnsafePointer { bPointer in
      Vectorized.matmul(
        m: m, n: n, k: k, a: aPointer, lda: a.shape.columns, transposeA: transposeA,
        b: bPointer, ldb: b.shape.columns, transposeB: transposeB, beta: accumulate ? 1 : 0, c: c,
        ldc: n)
    }
  }
}
