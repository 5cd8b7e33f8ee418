internal import MotifKernels

extension Tensor {
  /// Softmax over the innermost dimension: `y_i = exp(x_i) / Σ_j exp(x_j)`, shifted by the maximum.
  ///
  /// Gradient: `dx = y ∘ (dy − Σ y∘dy)`.
  public func softmax() -> Tensor {
    let input = target
    let (rows, columns) = (shape.rows, shape.columns)
    let result = Tensor(shape: shape) { y in
      withUnsafePointer { Vectorized.softmax(x: $0, rows: rows, columns: columns, y: y) }
    }
    return result.recorded("softmax", from: [self]) { upstream, sink in
      sink.add(
        Tensor(shape: input.shape) { dx in
          result.withUnsafePointer { y in
            upstream.withUnsafePointer { dy in
              Vectorized.softmaxBackward(y: y, dy: dy, rows: rows, columns: columns, dx: dx)
            }
          }
        }, to: input)
    }
  }
}
