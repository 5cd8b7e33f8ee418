internal import MotifKernels

extension Tensor {
  /// The linear layer `y = x Wᵀ` over the innermost dimension of `x`.
  ///
  /// Gradients: `dx = dy W`, `dW = dyᵀ x`. Cost: 2 · rows · in · out operations, twice that backward.
  ///
  /// - Parameters:
  ///   - weight: `[out, in]`, as checkpoints store it.
  ///   - precision: in what numbers all three products are taken.
  /// - Returns: a tensor of the shape of `x` with `out` columns.
  public func linear(_ weight: Tensor, precision: ProductPrecision = .float32) -> Tensor {
    precondition(
      weight.shape.rank == 2 && shape.rank > 0 && shape.columns == weight.shape[1],
      "linear: input of shape \(shape) does not fit a weight of shape \(weight.shape)")
    let (rows, outputs, inputs) = (shape.rows, weight.shape[0], weight.shape[1])
    let scaling = precision.scaling
    let result = Product(
      "linear", rows, outputs, inputs, float8(scaling.forward?.x), false,
      weight.float8(scaling.forward?.weight), true, precision
    ).made(shape.withColumns(outputs))
    let target = target
    let weightTarget = weight.target
    // Each is read for the gradient of the other alone.
    let input = weight.node == nil ? nil : kept
    let keptWeight = node == nil ? nil : weight.kept
    return result.recorded("linear", from: [self, weight]) { upstream, sink in
      let name = "linear gradient"
      if let weight = keptWeight?.tensor {
        sink.accumulate(
          Product(
            name, rows, inputs, outputs, upstream.float8(scaling.input?.gradient), false,
            weight.float8(scaling.input?.weight), false, precision),
          to: target)
      }
      guard let input = input?.tensor else { return }
      sink.accumulate(
        Product(
          name, outputs, inputs, rows, upstream.float8(scaling.weight?.gradient), true,
          input.float8(scaling.weight?.x), false, precision),
        to: weightTarget)
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
    let result = Product("matrixProduct", m, n, k, a, transposed, b, otherTransposed).made([m, n])
    let (keptA, keptB) = (a.kept, b.kept)
    return result.recorded("matrixProduct", from: [a, b]) { dy, sink in
      let (a, b) = (keptA.tensor, keptB.tensor)
      let name = "matrixProduct gradient"
      sink.accumulate(
        transposed
          ? Product(name, k, m, n, b, otherTransposed, dy, true)
          : Product(name, m, k, n, dy, false, b, !otherTransposed), to: keptA.target)
      sink.accumulate(
        otherTransposed
          ? Product(name, n, k, m, dy, true, a, transposed)
          : Product(name, k, n, m, a, !transposed, dy, false), to: keptB.target)
    }
  }
}

/// `[m, n] = op(A) op(B)` over `k`, for contiguous tensors whose rows are their innermost dimension.
private struct Product {
  let name: String
  let (m, n, k): (Int, Int, Int)
  let (a, transposeA): (Tensor, Bool)
  let (b, transposeB): (Tensor, Bool)
  let unit: ProductUnit
  /// Whether a new result is rounded to bfloat16, as that of eight-bit operands is.
  let isShort: Bool

  init(
    _ name: String, _ m: Int, _ n: Int, _ k: Int, _ a: Tensor, _ transposeA: Bool, _ b: Tensor,
    _ transposeB: Bool, _ precision: ProductPrecision = .float32
  ) {
    self.name = name
    (self.m, self.n, self.k) = (m, n, k)
    (self.a, self.transposeA) = (a, transposeA)
    (self.b, self.transposeB) = (b, transposeB)
    (unit, isShort) = (precision.unit, precision.isFloat8)
  }

  var work: KernelWork {
    .product(name, m: m, n: n, k: k, transposedLeft: transposeA, unit: unit)
  }

  /// The product as a new tensor.
  func made(_ shape: Shape) -> Tensor {
    let result = Tensor(shape: shape) {
      write(to: $0, accumulate: false)
      if isShort { Vectorized.roundToBFloat16($0, count: m * n) }
    }
    DryRun.count(work)
    return result
  }

  /// Writes the product to `c`, or adds it.
  func write(to c: UnsafeMutablePointer<Float>, accumulate: Bool) {
    a.withUnsafePointer { aPointer in
      b.withUnsafePointer { bPointer in
        Vectorized.matmulBFloat16(
          unit: unit, m: m, n: n, k: k, a: aPointer, lda: a.shape.columns, transposeA: transposeA,
          b: bPointer, ldb: b.shape.columns, transposeB: transposeB, beta: accumulate ? 1 : 0,
          c: c, ldc: n)
      }
    }
  }
}

extension GradientSink {
  /// Adds `product` to the gradient of `target`, if one is wanted.
  fileprivate func accumulate(_ product: Product, to target: GradientTarget) {
    guard target.node != nil else { return }
    accumulate(to: target, product.write)
    DryRun.count(product.work)
  }
}
