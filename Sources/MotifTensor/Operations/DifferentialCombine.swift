internal import MotifKernels

/// The four λ vectors of a layer and its constant λ_init.
public struct LambdaVectors: Sendable {
  /// λ_q1, `[headDim]`.
  public let q1: Tensor
  /// λ_k1, `[headDim]`.
  public let k1: Tensor
  /// λ_q2, `[headDim]`.
  public let q2: Tensor
  /// λ_k2, `[headDim]`.
  public let k2: Tensor
  /// λ_init, also the factor 1 − λ_init of the output.
  public let initial: Double

  /// The vectors and the constant; the vectors must be of equal length.
  public init(q1: Tensor, k1: Tensor, q2: Tensor, k2: Tensor, initial: Double) {
    precondition(
      q1.shape.rank == 1 && [k1, q2, k2].allSatisfy { $0.shape == q1.shape },
      "λ vectors of shapes \(q1.shape), \(k1.shape), \(q2.shape), \(k2.shape)")
    self.q1 = q1
    self.k1 = k1
    self.q2 = q2
    self.k2 = k2
    self.initial = initial
  }

  /// `λ = exp⟨λ_q1, λ_k1⟩ − exp⟨λ_q2, λ_k2⟩ + λ_init`, the dot products clamped to ± 20;
  /// λ_init in a dry run.
  public var value: Double {
    guard q1.hasNumbers else { return initial }
    return withPointers { q1, k1, q2, k2 in
      DifferentialLambda.value(
        q1: q1, k1: k1, q2: q2, k2: k2, count: q1Count, lambdaInit: initial)
    }
  }

  /// Whether a dot product of ``value`` is clamped; it then has no gradient.
  public var isClamped: Bool {
    guard q1.hasNumbers else { return false }
    return withPointers { q1, k1, q2, k2 in
      DifferentialLambda.isClamped(q1: q1, k1: k1, q2: q2, k2: k2, count: q1Count)
    }
  }

  private var q1Count: Int { q1.count }

  fileprivate func send(_ lambdaGradient: Double, to sink: GradientSink) {
    var gradients = (0..<4).map { _ in [Float](repeating: 0, count: q1Count) }
    var (dq1, dk1, dq2, dk2) = (gradients[0], gradients[1], gradients[2], gradients[3])
    withPointers { q1, k1, q2, k2 in
      DifferentialLambda.gradients(
        q1: q1, k1: k1, q2: q2, k2: k2, count: q1Count, lambdaGradient: lambdaGradient, dq1: &dq1,
        dk1: &dk1, dq2: &dq2, dk2: &dk2)
    }
    gradients = [dq1, dk1, dq2, dk2]
    for (vector, gradient) in zip([self.q1, self.k1, self.q2, self.k2], gradients) {
      sink.add(Tensor(gradient), to: vector.target)
    }
  }

  private func withPointers<Result>(
    _ body: (
      UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>
    ) -> Result
  ) -> Result {
    q1.withUnsafePointer { q1 in
      k1.withUnsafePointer { k1 in
        q2.withUnsafePointer { q2 in
          k2.withUnsafePointer { k2 in body(q1, k1, q2, k2) }
        }
      }
    }
  }
}

extension Tensor {
  /// The differential step behind attention: signal minus λ noise, normalised head by head.
  ///
  /// `y_{g,j} = (1 − λ_init) · RMSNorm(O_{g,j} − λ O_{g,noise}; gain)` over the 2·headDim numbers of a
  /// value; signal heads in group-major order. Gradients flow to this tensor, the gain and the four λ
  /// vectors. Source: arXiv 2410.05258, 2510.06949.
  ///
  /// - Parameters:
  ///   - gain: `[valueDim]`, one for all heads.
  ///   - heads: differential heads; this tensor is `[…, queryHeads · valueDim]`.
  /// - Returns: `[…, groups · signalHeads · valueDim]`.
  public func differentialCombine(
    lambda: LambdaVectors, gain: Tensor, epsilon: Float, heads: AttentionHeads
  ) -> Tensor {
    precondition(
      heads.signalHeads > 0 && shape.columns == heads.queryHeads * heads.valueDim
        && gain.shape == [heads.valueDim],
      "differentialCombine: \(shape) with \(heads.queryHeads) heads of \(heads.valueDim), "
        + "gain \(gain.shape)")
    let groups = heads.queryHeads / (heads.signalHeads + 1)
    let kernelShape = DifferentialShape(
      rows: shape.rows, groups: groups, signalHeads: heads.signalHeads, width: heads.valueDim)
    let (value, initial) = (Float(lambda.value), Float(lambda.initial))
    func combined(_ input: Tensor) -> Tensor {
      Tensor(shape: input.shape.withColumns(groups * heads.signalHeads * heads.valueDim)) { y in
        input.withUnsafePointer { o in
          gain.withUnsafePointer { weight in
            Vectorized.differentialCombine(
              kernelShape, o: o, lambda: value, lambdaInit: initial, weight: weight,
              epsilon: epsilon, y: y)
          }
        }
      }
    }
    let kept = kept
    return combined(self).recorded(
      "differentialCombine", from: [self, gain, lambda.q1, lambda.k1, lambda.q2, lambda.k2],
      again: { combined(kept.tensor) }
    ) { upstream, sink in
      let input = kept.tensor
      var lambdaGradient: Float = 0
      var dgain = Tensor(repeating: 0, shape: gain.shape)
      let gradient = Tensor(shape: input.shape) { gradient in
        dgain.withUnsafeMutablePointer { dgain in
          input.withUnsafePointer { o in
            gain.withUnsafePointer { weight in
              upstream.withUnsafePointer { dy in
                Vectorized.differentialCombineBackward(
                  kernelShape, o: o, lambda: value, lambdaInit: initial, weight: weight,
                  epsilon: epsilon, dy: dy, outputGradient: gradient,
                  lambdaGradient: &lambdaGradient, weightGradient: dgain)
              }
            }
          }
        }
      }
      sink.add(gradient, to: kept.target)
      sink.add(dgain, to: gain.target)
      lambda.send(Double(lambdaGradient), to: sink)
    }
  }
}
