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
  ///   - epsilon: ε.
  ///   - factor: m, the shape of `self`, or nil for PolyNorm alone.
  public func polyNorm(
    weight: Tensor, bias: Tensor, epsilon: Float, times factor: Tensor? = nil
  ) -> Tensor {
    polyNorm(
      weight: weight, bias: bias, epsilon: epsilon, times: factor, columns: shape.columns,
      over: TensorGroup())
  }

  /// PolyNorm of rows of `columns` columns, of which this rank has a piece, optionally times a factor.
  ///
  /// Σ u_i² of the three powers are summed over the ranks, float32 numbers in rank order, and in the
  /// gradient `S_i = Σ γ∘u_i`: three numbers a row each time. What is made again for selective
  /// checkpointing communicates nothing. Gradients of input and factor are those of this rank's columns,
  /// those of weight and bias this rank's part of a sum: the caller adds them up over the ranks.
  /// One rank has whole rows and communicates nothing. Pieces may differ in width and be empty.
  ///
  /// - Parameters:
  ///   - columns: D, the columns of all ranks together.
  ///   - group: the ranks that have the pieces, with the same rows.
  package func polyNorm(
    weight: Tensor, bias: Tensor, epsilon: Float, times factor: Tensor? = nil, columns: Int,
    over group: TensorGroup
  ) -> Tensor {
    precondition(
      shape.rank > 0 && weight.shape == [3] && bias.shape == [1],
      "polyNorm: weight \(weight.shape) and bias \(bias.shape), expected [3] and [1]")
    precondition(
      factor == nil || factor?.shape == shape,
      "polyNorm: the factor has shape \(factor?.shape ?? []), the input \(shape)")
    precondition(
      group.size == 1 ? columns == shape.columns : columns >= shape.columns,
      "polyNorm: a piece of \(shape.columns) columns of rows of \(columns)")
    let (result, factors) = polyNormalized(weight, bias, epsilon, factor, columns, group)
    let (kept, keptFactor) = (kept, factor?.kept)
    return result.recorded(
      "polyNorm", from: [self, weight, bias] + (factor.map { [$0] } ?? []),
      again: { kept.tensor.polyNormalized(weight, bias, keptFactor?.tensor, by: factors) }
    ) { upstream, sink in
      let (input, factor) = (kept.tensor, keptFactor?.tensor)
      let gradient = input.polyNormGradient(
        of: upstream, weight, bias, factor, factors, columns, group)
      sink.add(gradient.dx, to: kept.target)
      sink.add(Tensor(Array(gradient.dweight.values[0..<3])), to: weight.target)
      sink.add(Tensor([gradient.dweight.values[3]]), to: bias.target)
      if let keptFactor, let dfactor = gradient.dfactor { sink.add(dfactor, to: keptFactor.target) }
    }
  }

  /// The result, and 1 / RMS of the three powers of each whole row.
  private func polyNormalized(
    _ weight: Tensor, _ bias: Tensor, _ epsilon: Float, _ factor: Tensor?, _ width: Int,
    _ group: TensorGroup
  ) -> (result: Tensor, inverse: Tensor) {
    let (rows, columns) = (shape.rows, shape.columns)
    var inverse = Tensor(repeating: 0, shape: [rows, 3])
    if group.size > 1 {
      let sums = Tensor(shape: [rows, 3]) { sums in
        withUnsafePointer {
          Vectorized.polyNormSquareSums(x: $0, rows: rows, columns: columns, sums: sums)
        }
      }.sum(over: group)
      inverse.withUnsafeMutablePointer { inverse in
        sums.withUnsafePointer {
          Vectorized.polyNormInverseRMS(
            sums: $0, rows: rows, columns: width, epsilon: epsilon, inverseRMS: inverse)
        }
      }
      return (polyNormalized(weight, bias, factor, by: inverse), inverse)
    }
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

  /// The result from 1 / RMS of the three powers of each row.
  private func polyNormalized(
    _ weight: Tensor, _ bias: Tensor, _ factor: Tensor?, by inverse: Tensor
  ) -> Tensor {
    Tensor(shape: shape) { y in
      withPointers(self, factor, weight) { x, m, w in
        inverse.withUnsafePointer {
          Vectorized.polyNormFromFactors(
            x: x, factor: m, weight: w, bias: bias.item, inverseRMS: $0, rows: shape.rows,
            columns: shape.columns, y: y)
        }
      }
    }
  }

  /// Gradients of input and factor, and `[4]` of weight and bias, for the gradient `upstream`.
  private func polyNormGradient(
    of upstream: Tensor, _ weight: Tensor, _ bias: Tensor, _ factor: Tensor?, _ factors: Tensor,
    _ width: Int, _ group: TensorGroup
  ) -> (dx: Tensor, dfactor: Tensor?, dweight: Tensor) {
    let (rows, columns) = (shape.rows, shape.columns)
    var dfactor = factor.map { Tensor(shape: $0.shape) { _ in } }  // written by the kernel
    var dweight = Tensor(repeating: 0, shape: [4])
    func read(
      _ body: (
        _ x: UnsafePointer<Float>, _ m: UnsafePointer<Float>?, _ w: UnsafePointer<Float>,
        _ r: UnsafePointer<Float>, _ dy: UnsafePointer<Float>
      ) -> Void
    ) {
      withPointers(self, factor, weight) { x, m, w in
        factors.withUnsafePointer { r in upstream.withUnsafePointer { body(x, m, w, r, $0) } }
      }
    }
    var sums: Tensor?
    if group.size > 1 {
      sums = Tensor(shape: [rows, 3]) { sums in
        dweight.withUnsafeMutablePointer { dweight in
          read { x, m, _, r, dy in
            Vectorized.polyNormGradientSums(
              x: x, factor: m, inverseRMS: r, dy: dy, rows: rows, columns: columns, sums: sums,
              dweight: dweight)
          }
        }
      }.sum(over: group)
    }
    let dx = Tensor(shape: shape) { dx in
      func run(_ dfactor: UnsafeMutablePointer<Float>?) {
        read { x, m, w, r, dy in
          if let sums {
            sums.withUnsafePointer {
              Vectorized.polyNormGradientFromSums(
                x: x, factor: m, weight: w, bias: bias.item, inverseRMS: r, sums: $0, width: width,
                dy: dy, rows: rows, columns: columns, dx: dx, dfactor: dfactor)
            }
          } else {
            dweight.withUnsafeMutablePointer {
              Vectorized.polyNormBackward(
                x: x, factor: m, weight: w, bias: bias.item, inverseRMS: r, dy: dy, rows: rows,
                columns: columns, dx: dx, dfactor: dfactor, dweight: $0)
            }
          }
        }
      }
      if dfactor == nil { run(nil) } else { dfactor?.withUnsafeMutablePointer(run) }
    }
    return (dx, dfactor, dweight)
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
