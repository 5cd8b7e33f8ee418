public import MotifTensor

/// The PolyNorm feed-forward: `y = (PolyNorm(x W_gateᵀ) ∘ (x W_upᵀ)) W_downᵀ`.
///
/// Source: arXiv 2411.03884; 2511.07464, section 3.
public struct FeedForward {
  let gate: Linear
  let up: Linear
  let down: Linear
  let activationWeight: Parameter
  let activationBias: Parameter
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
    activationWeight = try activation.parameter("weight", [3], role: .polyNormWeight)
    activationBias = try activation.parameter("bias", [1], role: .polyNormBias)
  }

  /// PolyNorm's weights of x³, x² and x now.
  public var activationWeights: [Float] { activationWeight.readable.values }

  /// The branch output of `x` `[…, hidden]`, already normalised; products are taken in `precision`.
  public func callAsFunction(_ x: Tensor, precision: ProductPrecision = .float32) -> Tensor {
    let x = x.shared(over: share.tensorParallel)
    let units = gate(x, precision: precision).polyNorm(
      weight: activationWeight.tensor, bias: activationBias.tensor, epsilon: Self.epsilon,
      times: up(x, precision: precision), columns: width, over: share.tensorParallel)
    return down(units, precision: precision).summed(over: share.tensorParallel)
  }
}
