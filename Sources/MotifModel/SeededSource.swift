internal import MotifCore
public import MotifTensor

/// Fresh weights, each a function of (seed, parameter name) alone: any sharding gives the same.
///
/// Matrices are normal with the config's standard deviation, truncated at 3σ; projections back to the
/// residual stream are smaller by √(2 layers); gains are 1, λ vectors N(0, 0.1²), PolyNorm ⅓, ⅓, ⅓
/// and 0; custom roles start as they say. The report publishes no initialisation; this is the
/// project's choice.
public struct SeededSource: ParameterSource {
  private let config: ModelConfig
  private let seed: UInt64

  /// Weights for `config` under `seed`.
  public init(config: ModelConfig, seed: UInt64) {
    self.config = config
    self.seed = seed
  }

  /// The start value of `spec`; never throws.
  public func value(for spec: ParameterSpec) -> Tensor {
    switch spec.role {
    case .normGain, .subNormGain: Tensor(repeating: 1, shape: spec.shape)
    case .polyNormWeight: Tensor(repeating: 1 / 3, shape: spec.shape)
    case .polyNormBias: Tensor(repeating: 0, shape: spec.shape)
    case .lambdaVector: normal(spec, deviation: 0.1, bound: .infinity)
    case .embedding, .outputHead, .queryProjection, .keyProjection, .valueProjection,
      .outputProjection, .gateProjection, .upProjection, .downProjection:
      matrix(spec)
    case .custom(let role):
      switch role.initialization {
      case .matrix: matrix(spec)
      case .normal(let deviation): normal(spec, deviation: deviation, bound: 3)
      case .constant(let value): Tensor(repeating: Float(value), shape: spec.shape)
      }
    }
  }

  private func matrix(_ spec: ParameterSpec) -> Tensor {
    normal(
      spec,
      deviation: spec.role.writesToResidual
        ? config.residualProjectionStandardDeviation : config.initializerStandardDeviation,
      bound: 3)
  }

  private func normal(_ spec: ParameterSpec, deviation: Double, bound: Double) -> Tensor {
    var random = CounterRandom(seed: seed, name: spec.name)
    return Tensor(shape: spec.shape) { target in
      for index in 0..<spec.shape.count {
        target[index] = Float(deviation * random.truncatedNormal(bound: bound))
      }
    }
  }
}
