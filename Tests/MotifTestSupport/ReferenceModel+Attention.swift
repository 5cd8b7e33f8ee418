internal import MotifKernels
internal import MotifModel

extension ReferenceModel {
  /// Grouped differential attention of `x` `[rows, hidden]`, already normalised; plain softmax attention
  /// without noise heads.
  ///
  /// - Parameter path: what stands before the layer's weight names.
  public func attention(
    _ path: String, _ x: [Double], _ batch: Batch, lambdaInit: Double
  ) -> (y: [Double], maxLogits: [Double], pullback: Pullback) {
    let rows = batch.rows
    let q = linear("\(path)q_proj.weight", x, rows: rows)
    let k = linear("\(path)k_proj.weight", x, rows: rows)
    let v = linear("\(path)v_proj.weight", x, rows: rows)
    let scores = softmaxAttention(
      q: rotated(q.y, batch.positions, heads: config.queryHeadCount),
      k: rotated(k.y, batch.positions, heads: config.keyValueHeadCount), v: v.y, batch)
    let combined =
      config.isDifferential
      ? combine(path, scores.o, rows: rows, lambdaInit: lambdaInit)
      : (y: scores.o, pullback: { $0 })
    let output = linear("\(path)o_proj.weight", combined.y, rows: rows)
    return (
      output.y, scores.maxLogits,
      { [config] dy in
        let d = scores.pullback(combined.pullback(output.pullback(dy)))
        let dq = self.rotated(d.q, batch.positions, heads: config.queryHeadCount, inverse: true)
        let dk = self.rotated(
          d.k, batch.positions, heads: config.keyValueHeadCount, inverse: true)
        return sum(sum(q.pullback(dq), k.pullback(dk)), v.pullback(d.v))
      }
    )
  }

  /// λ of the four vectors under `path`.
  public func lambda(_ path: String, lambdaInit: Double) -> Double {
    let vectors = lambdaNames(path).map(weight)
    return DifferentialLambda.value(
      q1: vectors[0], k1: vectors[1], q2: vectors[2], k2: vectors[3], count: config.headDim,
      lambdaInit: lambdaInit)
  }

  private func lambdaNames(_ path: String) -> [String] {
    ["lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2"].map { path + $0 }
  }

  /// Every head turned by its token's position, or back.
  private func rotated(
    _ x: [Double], _ positions: [Int32], heads: Int, inverse: Bool = false
  ) -> [Double] {
    let dim = config.headDim
    var cosines = [Double](repeating: .nan, count: positions.count * dim / 2)
    var sines = cosines
    RotaryTable.fill(
      count: positions.count, dim: dim, theta: config.ropeTheta, positions: positions,
      cosines: &cosines, sines: &sines)
    var y = [Double](repeating: .nan, count: x.count)
    // The table has one row a token, so each token's row is its own index.
    Reference.rotary(
      x, &y, rows: positions.count, heads: heads, dim: dim,
      positions: positions.indices.map(Int32.init), cosines: cosines, sines: sines,
      inverse: inverse)
    return y
  }

  private func softmaxAttention(
    q: [Double], k: [Double], v: [Double], _ batch: Batch
  ) -> (
    o: [Double], maxLogits: [Double],
    pullback: ([Double]) -> (q: [Double], k: [Double], v: [Double])
  ) {
    let shape = AttentionShape(
      batch: batch.count, queryLength: batch.time, keyLength: batch.time,
      queryHeads: config.queryHeadCount, keyHeads: config.keyValueHeadCount,
      valueHeads: config.keyGroupCount, headDim: config.headDim,
      valueDim: (config.isDifferential ? 2 : 1) * config.headDim)
    let layout: AttentionLayout =
      config.isDifferential
      ? .differential(
        groups: config.groupCount, signalHeads: config.signalHeadsPerGroup,
        keyGroups: config.keyGroupCount)
      : .grouped(queryHeads: config.queryHeadCount, keyHeads: config.keyValueHeadCount)
    var o = [Double](repeating: .nan, count: batch.rows * shape.queryHeads * shape.valueDim)
    var logSumExp = [Double](repeating: .nan, count: batch.rows * shape.queryHeads)
    var maxLogits = [Double](repeating: -.infinity, count: shape.queryHeads)
    Reference.attentionForward(
      shape, layout, q: q, k: k, v: v, segments: batch.segments, o: &o, logSumExp: &logSumExp,
      maxLogits: &maxLogits)
    return (
      o, maxLogits,
      { [o, logSumExp] gradient in
        var (dq, dk, dv) = (q, k, v)
        Reference.attentionBackward(
          shape, layout, q: q, k: k, v: v, segments: batch.segments, o: o,
          logSumExp: logSumExp, outputGradient: gradient, dq: &dq, dk: &dk, dv: &dv)
        return (dq, dk, dv)
      }
    )
  }

  /// Signal minus λ noise, normalised head by head.
  private func combine(
    _ path: String, _ o: [Double], rows: Int, lambdaInit: Double
  ) -> (y: [Double], pullback: Pullback) {
    let gain = "\(path)subln.weight"
    let shape = DifferentialShape(
      rows: rows, groups: config.groupCount, signalHeads: config.signalHeadsPerGroup,
      width: 2 * config.headDim)
    let (weight, epsilon) = (weight(gain), config.attentionNormEpsilon)
    let lambda = lambda(path, lambdaInit: lambdaInit)
    var y = [Double](repeating: .nan, count: rows * shape.outputWidth)
    Reference.differentialCombine(
      shape, o: o, lambda: lambda, lambdaInit: lambdaInit, weight: weight, epsilon: epsilon,
      y: &y)
    return (
      y,
      { dy in
        var (gradient, dlambda, dgain) = (o, 0.0, weight)
        Reference.differentialCombineBackward(
          shape, o: o, lambda: lambda, lambdaInit: lambdaInit, weight: weight, epsilon: epsilon,
          dy: dy, outputGradient: &gradient, lambdaGradient: &dlambda, weightGradient: &dgain)
        self.add(dgain, to: gain)
        self.addLambda(path, dlambda)
        return gradient
      }
    )
  }

  private func addLambda(_ path: String, _ gradient: Double) {
    let names = lambdaNames(path)
    let vectors = names.map(weight)
    var (dq1, dk1, dq2, dk2) = (vectors[0], vectors[1], vectors[2], vectors[3])
    DifferentialLambda.gradients(
      q1: vectors[0], k1: vectors[1], q2: vectors[2], k2: vectors[3], count: config.headDim,
      lambdaGradient: gradient, dq1: &dq1, dk1: &dk1, dq2: &dq2, dk2: &dk2)
    for (name, vector) in zip(names, [dq1, dk1, dq2, dk2]) { add(vector, to: name) }
  }
}
