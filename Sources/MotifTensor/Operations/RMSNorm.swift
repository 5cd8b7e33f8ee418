internal import MotifKernels

extension Tensor {
  /// RMSNorm over the innermost dimension: `y = x · (mean(x²) + ε)^(−1/2) ∘ w`.
  ///
  /// Gradients with x̂ = x·r: `dx = r (dy∘w − x̂ · mean(dy∘w∘x̂))`, `dw = Σ dy∘x̂`.
  /// Source: arXiv 1910.07467.
  ///
  /// - Parameter weight: the gain, `[columns]`.
  public func rmsNorm(weight: Tensor, epsilon: Float) -> Tensor {
    precondition(
      shape.rank > 0 && weight.shape == [shape.columns],
      "rmsNorm: a gain of shape \(weight.shape) for rows of shape \(shape)")
    let input = self
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
    let factors = inverse
    return result.recorded("rmsNorm", from: [input, weight]) { upstream, sink in
      let dweight = Tensor(shape: weight.shape) { dweight in
        func run(_ dx: UnsafeMutablePointer<Float>, _ accumulate: Bool) {
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
        if input.node == nil {
          _ = Tensor(shape: input.shape) { run($0, false) }
        } else {
          sink.accumulate(to: input, run)
        }
      }
      sink.add(dweight, to: weight)
    }
  }
}
