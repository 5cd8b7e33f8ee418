import MotifKernels
import MotifModel
import MotifTestSupport
import MotifOptimizer

/// MuonClip in Double on a ``ReferenceModel``, composed from the reference kernels.
struct ReferenceMuonClip {
  let coefficients: NewtonSchulzCoefficients
  let clip: QKClip
  let weightDecay: Double
  /// The largest gradient norm; 0 turns clipping off.
  let gradientClip: Double
  private var first: [String: [Double]] = [:]
  private var second: [String: [Double]] = [:]
  private var momentum: [String: [Double]] = [:]
  private var step = 0

  init(
    coefficients: NewtonSchulzCoefficients, clip: QKClip, weightDecay: Double,
    gradientClip: Double
  ) {
    self.coefficients = coefficients
    self.clip = clip
    self.weightDecay = weightDecay
    self.gradientClip = gradientClip
  }

  /// One step on the gradients of `model`; returns their norm before clipping, and how many query
  /// heads were clipped.
  mutating func update(
    _ model: ReferenceModel, learningRate: Double, maxLogits: [[Double]]
  ) -> (gradientNorm: Double, clippedHeads: Int) {
    step += 1
    let norm = model.config.parameterShapes.reduce(0) { total, parameter in
      total + (model.gradients[parameter.name] ?? []).reduce(0) { $0 + $1 * $1 }
    }.squareRoot()
    let scale = gradientClip > 0 && norm > gradientClip ? gradientClip / norm : 1
    for parameter in model.config.parameterShapes {
      guard let gradient = model.gradients[parameter.name] else { continue }
      var weight = model.weights[parameter.name] ?? []
      let isMatrix = parameter.shape.count == 2
      if isMatrix && parameter.name.contains(".layers.") {
        muon(parameter, &weight, gradient, learningRate, scale)
      } else {
        adamW(parameter.name, &weight, gradient, learningRate, scale, decays: isMatrix)
      }
      model.weights[parameter.name] = weight
    }
    return (norm, clipHeads(model, maxLogits))
  }

  private mutating func muon(
    _ parameter: ParameterShape, _ weight: inout [Double], _ gradient: [Double],
    _ learningRate: Double, _ scale: Double
  ) {
    let (rows, columns) = (parameter.shape[0], parameter.shape[1])
    let zero = [Double](repeating: 0, count: weight.count)
    var update = zero
    Reference.momentumUpdate(
      gradient: gradient, momentum: &momentum[parameter.name, default: zero], factor: 0.95,
      nesterov: true, gradientScale: scale, count: weight.count, update: &update)
    Reference.newtonSchulz(&update, rows: rows, columns: columns, coefficients: coefficients)
    Reference.decayedStep(
      weight: &weight, update: update, shrink: learningRate * weightDecay,
      rate: learningRate * 0.2 * Double(max(rows, columns)).squareRoot(), count: weight.count)
  }

  private mutating func adamW(
    _ name: String, _ weight: inout [Double], _ gradient: [Double], _ learningRate: Double,
    _ scale: Double, decays: Bool
  ) {
    let zero = [Double](repeating: 0, count: weight.count)
    Reference.adamUpdate(
      weight: &weight, gradient: gradient, first: &first[name, default: zero],
      second: &second[name, default: zero], count: weight.count,
      step: AdamStep(
        learningRate: learningRate, weightDecay: decays ? weightDecay : 0, beta1: 0.9,
        beta2: 0.95, epsilon: 1e-8, step: step, gradientScale: scale))
  }

  private func clipHeads(_ model: ReferenceModel, _ maxLogits: [[Double]]) -> Int {
    let config = model.config
    let layout = AttentionLayout.differential(
      groups: config.groupCount, signalHeads: config.signalHeadsPerGroup,
      keyGroups: config.keyGroupCount)
    var clipped = 0
    for (layer, logits) in maxLogits.enumerated() {
      let scales = clip.scales(maxLogits: logits, keyHeadOfQuery: layout.keyHeadOfQuery)
      clipped += scales.clippedHeads
      for (letter, factors) in [("q", scales.queries), ("k", scales.keys)] {
        let name = "model.layers.\(layer).self_attn.\(letter)_proj.weight"
        var weight = model.weights[name] ?? []
        let source = weight
        Reference.scaleRows(
          source, by: factors, rows: factors.count, columns: weight.count / factors.count,
          out: &weight)
        model.weights[name] = weight
      }
    }
    return clipped
  }
}
