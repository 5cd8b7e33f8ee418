internal import MotifKernels
internal import MotifModel

extension ReferenceModel {
  /// `y = x Wᵀ`; `dx = dy W`, `dW = dyᵀ x`.
  func linear(_ name: String, _ x: [Double], rows: Int) -> (y: [Double], pullback: Pullback) {
    let weight = weight(name)
    let inputs = x.count / rows
    let outputs = weight.count / inputs
    var y = [Double](repeating: .nan, count: rows * outputs)
    Reference.matmul(
      m: rows, n: outputs, k: inputs, a: x, lda: inputs, b: weight, ldb: inputs,
      transposeB: true, c: &y, ldc: outputs)
    return (
      y,
      { dy in
        var dx = [Double](repeating: .nan, count: x.count)
        Reference.matmul(
          m: rows, n: inputs, k: outputs, a: dy, lda: outputs, b: weight, ldb: inputs, c: &dx,
          ldc: inputs)
        var dweight = [Double](repeating: .nan, count: weight.count)
        Reference.matmul(
          m: outputs, n: inputs, k: rows, a: dy, lda: outputs, transposeA: true, b: x,
          ldb: inputs, c: &dweight, ldc: inputs)
        self.add(dweight, to: name)
        return dx
      }
    )
  }

  /// RMSNorm over rows as long as the gain.
  func rmsNorm(
    _ name: String, _ x: [Double], epsilon: Double
  ) -> (y: [Double], pullback: Pullback) {
    let weight = weight(name)
    let columns = weight.count
    let rows = x.count / columns
    var y = [Double](repeating: .nan, count: x.count)
    var inverse = [Double](repeating: .nan, count: rows)
    Reference.rmsNorm(
      x: x, weight: weight, epsilon: epsilon, rows: rows, columns: columns, y: &y,
      inverseRMS: &inverse)
    return (
      y,
      { dy in
        var dx = [Double](repeating: .nan, count: x.count)
        var dweight = [Double](repeating: .nan, count: columns)
        Reference.rmsNormBackward(
          x: x, weight: weight, inverseRMS: inverse, dy: dy, rows: rows, columns: columns,
          dx: &dx, dweight: &dweight)
        self.add(dweight, to: name)
        return dx
      }
    )
  }

  /// `h ← h + s·Attention(RMSNorm(h)); h ← h + s·FeedForward(RMSNorm(h))`.
  func block(
    _ layer: Int, _ x: [Double], _ batch: Batch
  ) -> (y: [Double], maxLogits: [Double], pullback: Pullback) {
    let path = "model.layers.\(layer)."
    let scale = config.residualScale.factor(layerCount: config.layerCount)
    let norm = rmsNorm("\(path)input_layernorm.weight", x, epsilon: config.rmsNormEpsilon)
    let attention = attention(
      "\(path)self_attn.", norm.y, batch, lambdaInit: config.lambdaInit(layer: layer))
    let middle = sum(x, attention.y, scale: scale)
    let second = rmsNorm(
      "\(path)post_attention_layernorm.weight", middle, epsilon: config.rmsNormEpsilon)
    let branch = feedForward("\(path)mlp.", second.y, rows: batch.rows)
    return (
      sum(middle, branch.y, scale: scale), attention.maxLogits,
      { dy in
        let dmiddle = sum(dy, second.pullback(branch.pullback(dy.map { scale * $0 })))
        return sum(
          dmiddle, norm.pullback(attention.pullback(dmiddle.map { scale * $0 })))
      }
    )
  }

  /// `y = (f(x W_gateᵀ) ∘ (x W_upᵀ)) W_downᵀ`, f PolyNorm or SiLU.
  func feedForward(
    _ path: String, _ x: [Double], rows: Int
  ) -> (y: [Double], pullback: Pullback) {
    let gate = linear("\(path)gate_proj.weight", x, rows: rows)
    let up = linear("\(path)up_proj.weight", x, rows: rows)
    let product =
      config.hasPolyNorm
      ? polyNorm("\(path)act_fn.", gate.y, times: up.y, rows: rows) : swiGLU(gate.y, times: up.y)
    let down = linear("\(path)down_proj.weight", product.y, rows: rows)
    return (
      down.y,
      { dy in
        let (dgate, dup) = product.pullback(down.pullback(dy))
        return sum(gate.pullback(dgate), up.pullback(dup))
      }
    )
  }

  /// The product of the units, and what turns its gradient into those of gate and factor.
  private typealias GatedProduct = (
    y: [Double], pullback: ([Double]) -> (gate: [Double], factor: [Double])
  )

  private func polyNorm(
    _ path: String, _ gate: [Double], times factor: [Double], rows: Int
  ) -> GatedProduct {
    let (weightName, biasName) = ("\(path)weight", "\(path)bias")
    let (weight, bias) = (weight(weightName), weight(biasName)[0])
    let columns = gate.count / rows
    var product = [Double](repeating: .nan, count: gate.count)
    var inverse = [Double](repeating: .nan, count: 3 * rows)
    Reference.polyNorm(
      x: gate, factor: factor, weight: weight, bias: bias, epsilon: 1e-6, rows: rows,
      columns: columns, y: &product, inverseRMS: &inverse)
    return (
      product,
      { [inverse] dy in
        var (dgate, dfactor) = (gate, gate)
        var dweight = [Double](repeating: .nan, count: 4)
        Reference.polyNormBackward(
          x: gate, factor: factor, weight: weight, bias: bias, inverseRMS: inverse, dy: dy,
          rows: rows, columns: columns, dx: &dgate, dfactor: &dfactor, dweight: &dweight)
        self.add(Array(dweight[..<3]), to: weightName)
        self.add([dweight[3]], to: biasName)
        return (dgate, dfactor)
      }
    )
  }

  private func swiGLU(_ gate: [Double], times factor: [Double]) -> GatedProduct {
    var product = [Double](repeating: .nan, count: gate.count)
    Reference.swiGLU(x: gate, factor: factor, count: gate.count, y: &product)
    return (
      product,
      { dy in
        var (dgate, dfactor) = (gate, gate)
        Reference.swiGLUBackward(
          x: gate, factor: factor, dy: dy, count: gate.count, dx: &dgate, dfactor: &dfactor)
        return (dgate, dfactor)
      }
    )
  }
}

/// `a + scale · b`.
func sum(_ a: [Double], _ b: [Double], scale: Double = 1) -> [Double] {
  zip(a, b).map { $0 + scale * $1 }
}
