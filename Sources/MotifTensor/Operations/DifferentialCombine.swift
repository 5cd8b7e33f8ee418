internal import MotifKernels

extension Tensor {
  /// The differential step behind attention: signal minus λ noise, normalised head by head.
  ///
  /// `y_{g,j} = (1 − λ_init) · RMSNorm(O_{g,j} − λ O_{g,noise}; gain)` over the 2·headDim numbers of a
  /// value; signal heads in group-major order. Gradients flow to this tensor, the gain and the four λ
  /// vectors. Source: arXiv 2410.05258, 2510.06949.
  ///
  /// - Parameters:
  ///   - lambda: the four vectors and λ_init.
  ///   - gain: `[valueDim]`, one for all heads.
  ///   - epsilon: ε of the RMSNorm.
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
