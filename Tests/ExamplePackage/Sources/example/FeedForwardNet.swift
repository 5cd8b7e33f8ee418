import MotifTensor

/// A layer of one's own: a SwiGLU block with a squared ReLU behind it.
struct FeedForwardNet {
  let gate: Linear
  let up: Linear
  let down: Linear
  /// A parameter with a role of its own: no role of the library fits a gain that is learned here.
  let gain: Parameter

  init(width: Int, hidden: Int, in scope: ParameterScope) throws {
    gate = try Linear(
      inputs: width, outputs: hidden, role: .gateProjection, in: scope.child("gate"))
    up = try Linear(inputs: width, outputs: hidden, role: .upProjection, in: scope.child("up"))
    down = try Linear(inputs: hidden, outputs: 1, role: .downProjection, in: scope.child("down"))
    gain = try scope.parameter(
      "gain", [hidden], role: .custom("gain", isHiddenMatrix: false, decays: false))
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let hidden = gate(x).silu() * up(x)
    return down((hidden * gain.tensor.broadcast(to: hidden.shape)).squaredReLU())
  }
}

/// First values: ones for gains, small seeded numbers for matrices.
struct SmallNumbers: ParameterSource {
  func value(for spec: ParameterSpec) -> Tensor {
    spec.shape.rank == 1
      ? Tensor(repeating: 1, shape: spec.shape)
      : Tensor(normal: spec.shape, scale: 0.5, seed: 7, name: spec.name)
  }
}
