internal import MotifTensor

/// The four vectors that make one layer's λ, and its constant λ_init.
///
/// `λ = exp(⟨λ_q1, λ_k1⟩) − exp(⟨λ_q2, λ_k2⟩) + λ_init`, one scalar a layer, computed in Double with
/// the dot products clamped to ±20.
/// Source: arXiv 2410.05258, section 2; Motif counts layers from −1 in λ_init.
struct DifferentialLambda {
  let q1: Parameter
  let k1: Parameter
  let q2: Parameter
  let k2: Parameter
  let initial: Double

  init(headDim: Int, initial: Double, in scope: ParameterScope) throws {
    func vector(_ name: String) throws -> Parameter {
      try scope.parameter(name, [headDim], role: .lambdaVector)
    }
    q1 = try vector("lambda_q1")
    k1 = try vector("lambda_k1")
    q2 = try vector("lambda_q2")
    k2 = try vector("lambda_k2")
    self.initial = initial
  }

  var vectors: LambdaVectors {
    LambdaVectors(
      q1: q1.tensor, k1: k1.tensor, q2: q2.tensor, k2: k2.tensor, initial: initial)
  }
}
