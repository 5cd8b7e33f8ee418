public import MotifTensor

/// The gated feed-forward: `y = (f(x W_gateᵀ) ∘ (x W_upᵀ)) W_downᵀ`, f the activation of the config.
///
/// f is PolyNorm (`hidden_act` `poly_norm`), with three weights and a bias a layer, or SiLU (`silu`),
/// which has none and makes this SwiGLU, the baseline. Both have the same three matrices. Source: arXiv
/// 2411.03884 and 2511.07464, section 3; 2002.05202.
public struct FeedForward {
  let gate: Linear
  let up: Linear
  let down: Linear
  /// PolyNorm's weights and bias; nil with SiLU.
  let polyNorm: (weight: Parameter, bias: Parameter)?
  /// ε of PolyNorm's three root mean squares; the published models have no key for it.
  static let epsilon: Float = 1e-6

  /// The units of all ranks.
  private let width: Int
  private let share: ModelShare

  /// Declares the layer's parameters in `scope`.
  public init(_ config: ModelConfig, in scope: ParameterScope) throws {
    try self.init(config, share: ModelShare(), in: scope)
  }

  init(_ config: ModelConfig, share: ModelShare, in scope: ParameterScope) throws {
    self.share = share
    width = config.intermediateSize
    let hidden = config.hiddenSize
    gate = try Linear(
      inputs: hidden, outputs: width, role: .gateProjection, in: scope.child("gate_proj"))
    up = try Linear(
      inputs: hidden, outputs: width, role: .upProjection, in: scope.child("up_proj"))
    down = try Linear(
      inputs: width, outputs: hidden, role: .downProjection, in: scope.child("down_proj"))
    let activation = scope.child("act_fn")
    polyNorm =
      config.hasPolyNorm
      ? (
        try activation.parameter("weight", [3], role: .polyNormWeight),
        try activation.parameter("bias", [1], role: .polyNormBias)
      ) : nil
  }

  /// PolyNorm's weights of x³, x² and x now; nil with another activation.
  public var activationWeights: [Float]? { polyNorm?.weight.readable.values }

  /// The branch output of `x` `[…, hidden]`, already normalised; products are taken in `precision`.
  public func callAsFunction(_ x: Tensor, precision: ProductPrecision = .float32) -> Tensor {
    let x = x.shared(over: share.tensorParallel)
    let units = activated(gate(x, precision: precision), times: up(x, precision: precision))
    return down(units, precision: precision).summed(over: share.tensorParallel)
  }

  private func activated(_ gate: Tensor, times up: Tensor) -> Tensor {
    guard let polyNorm else { return gate.silu(times: up) }
    return gate.polyNorm(
      weight: polyNorm.weight.tensor, bias: polyNorm.bias.tensor, epsilon: Self.epsilon, times: up,
      columns: width, over: share.tensorParallel)
  }
}
