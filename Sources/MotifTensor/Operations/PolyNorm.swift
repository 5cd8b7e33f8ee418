internal import MotifKernels

extension Tensor {
  /// PolyNorm over the innermost dimension, optionally times a second factor in the same pass.
  ///
  /// `y = (w₀ x³ r₀ + w₁ x² r₁ + w₂ x r₂ + b) ∘ m`, `r_i = (mean(u_i²) + ε)^(−1/2)` for
  /// `u = (x³, x², x)`. The first weight belongs to the cubic term. Source: arXiv 2411.03884 and
  /// 2511.07464, section on kernels.
  ///
  /// - Parameters:
  ///   - weight: `[3]`: cubic, quadratic, linear.
  ///   - bias: `[1]`.
  ///   - factor: m, the shape of `self`, or nil for PolyNorm alone.
  public func polyNorm(
    weight: Tensor, bias: Tensor, epsilon: Float, times factor: Tensor? = nil
  ) -> Tensor {
    precondition(
      shape.rank > 0 && weight.shape == [3] && bias.shape == [1],
      "polyNorm: weight \(weight.shape) and bias \(bias.shape), expected [3] and [1]")
    precondition(
      factor == nil || factor?.shape == shape,
      "polyNorm: the factor has shape \(factor?.shape ?? []), the input \(shape)")
    let (result, factors) = polyNormalized(weight, bias, epsilon, factor)
    let (kept, keptFactor) = (kept, factor?.kept)
    let (rows, columns) = (shape.rows, shape.columns)
    return result.recorded(
      "polyNorm", from: [self, weight, bias] + (factor.map { [$0] } ?? []),
      again: { kept.tensor.polyNormalized(weight, bias, epsilon, keptFactor?.tensor).result }
    ) { upstream, sink in
      let (input, factor) = (kept.tensor, keptFactor?.tensor)
      var dfactor = factor.map { Tensor(shape: $0.shape) { _ in } }  // written by the kernel
      var dweight = Tensor(repeating: 0, shape: [4])
      let dx = Tensor(shape: input.shape) { dx in
        dweight.withUnsafeMutablePointer { dweight in
          withPointers(input, factor, weight) { x, m, w in
            factors.withUnsafePointer { r in
              upstream.withUnsafePointer { dy in
                func run(_ dfactor: UnsafeMutablePointer<Float>?) {
                  Vectorized.polyNormBackward(
                    x: x, factor: m, weight: w, bias: bias.item, inverseRMS: r, dy: dy,
                    rows: rows, columns: columns, dx: dx, dfactor: dfactor, dweight: dweight)
                }
                if dfactor == nil { run(nil) } else { dfactor?.withUnsafeMutablePointer(run) }
              }
            }
          }
        }
      }
      sink.add(dx, to: kept.target)
      sink.add(Tensor(Array(dweight.values[0..<3])), to: weight.target)
      sink.add(Tensor([dweight.values[3]]), to: bias.target)
      if let keptFactor, let dfactor { sink.add(dfactor, to: keptFactor.target) }
    }
  }

  /// The result, and 1 / RMS of the three powers of each row.
  private func polyNormalized(
    _ weight: Tensor, _ bias: Tensor, _ epsilon: Float, _ factor: Tensor?
  ) -> (result: Tensor, inverse: Tensor) {
    let (rows, columns) = (shape.rows, shape.columns)
    var inverse = Tensor(repeating: 0, shape: [rows, 3])
    let result = Tensor(shape: shape) { y in
      inverse.withUnsafeMutablePointer { inverse in
        withPointers(self, factor, weight) { x, m, w in
          Vectorized.polyNorm(
            x: x, factor: m, weight: w, bias: bias.item, epsilon: epsilon, rows: rows,
            columns: columns, y: y, inverseRMS: inverse)
        }
      }
    }
    return (result, inverse)
  }
}

/// The pointers of an input, an optional factor and a weight.
private func withPointers<Result>(
  _ x: Tensor, _ factor: Tensor?, _ weight: Tensor,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>?, UnsafePointer<Float>) -> Result
) -> Result {
  x.withUnsafePointer { x in
    weight.withUnsafePointer { w in
      guard let factor else { return body(x, nil, w) }
      return factor.withUnsafePointer { body(x, $0, w) }
    }
  }
}
