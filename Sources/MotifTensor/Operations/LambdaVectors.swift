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

  func send(_ lambdaGradient: Double, to sink: GradientSink) {
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
