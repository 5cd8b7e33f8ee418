internal import MotifKernels

extension Tensor {
  /// RMSNorm over the innermost dimension: `y = x · (mean(x²) + ε)^(−1/2) ∘ w`.
  ///
  /// Gradients with x̂ = x·r: `dx = r (dy∘w − x̂ · mean(dy∘w∘x̂))`, `dw = Σ dy∘x̂`.
  /// Source: arXiv 1910.07467.
  ///
  /// - Parameters:
  ///   - weight: the gain, `[columns]`.
  ///   - epsilon: ε.
  public func rmsNorm(weight: Tensor, epsilon: Float) -> Tensor {
    precondition(
      shape.rank > 0 && weight.shape == [shape.columns],
      "rmsNorm: a gain of shape \(weight.shape) for rows of shape \(shape)")
    let (result, factors) = rmsNormalized(weight, epsilon)
    let kept = kept
    let (rows, columns) = (shape.rows, shape.columns)
    return result.recorded(
      "rmsNorm", from: [self, weight],
      again: { kept.tensor.rmsNormalized(weight, epsilon).result }
    ) { upstream, sink in
      let (input, target) = (kept.tensor, kept.target)
      var dweight = Tensor(shape: weight.shape) { _ in }  // written by the kernel
      func run(_ dx: UnsafeMutablePointer<Float>, _ accumulate: Bool) {
        dweight.withUnsafeMutablePointer { dweight in
          input.withUnsafePointer { x in
            weight.withUnsafePointer { w in
              factors.withUnsafePointer { r in
                upstream.withUnsafePointer { dy in
                  Vectorized.rmsNormBackward(
                    x: x, weight: w, inverseRMS: r, dy: dy, rows: rows, columns: columns, dx: dx,
                    accumulate: accumulate, dweight: dweight)
                }
              }
            }
          }
        }
      }
      if target.node == nil {
        _ = Tensor(shape: target.shape) { run($0, false) }
      } else {
        sink.accumulate(to: target, run)
      }
      sink.add(dweight, to: weight.target)
    }
  }

  /// The normalised rows, and 1 / RMS of each.
  private func rmsNormalized(
    _ weight: Tensor, _ epsilon: Float
  ) -> (result: Tensor, inverse: Tensor) {
    let (rows, columns) = (shape.rows, shape.columns)
    var inverse = Tensor(repeating: 0, shape: [rows])
    let result = Tensor(shape: shape) { y in
      inverse.withUnsafeMutablePointer { inverse in
        withUnsafePointer { x in
          weight.withUnsafePointer { weight in
            Vectorized.rmsNorm(
              x: x, weight: weight, epsilon: epsilon, rows: rows, columns: columns, y: y,
              inverseRMS: inverse)
          }
        }
      }
    }
    return (result, inverse)
  }
}
