import MotifKernels
import MotifTestSupport
import Testing

/// One attention call with its incoming gradient; the numbers are exact in Float.
struct AttentionProblem: CustomStringConvertible {
  var shape: AttentionShape
  var layout: AttentionLayout
  var q: [Float]
  var k: [Float]
  var v: [Float]
  var outputGradient: [Float]
  var segments: [Int32]?

  var description: String {
    "B \(shape.batch) Tq \(shape.queryLength) Tk \(shape.keyLength) heads \(shape.queryHeads)/"
      + "\(shape.keyHeads)/\(shape.valueHeads) d \(shape.headDim) dv \(shape.valueDim)"
      + (segments == nil ? "" : " segments")
  }

  init(_ shape: AttentionShape, _ layout: AttentionLayout, segments: [Int32]? = nil) {
    self.shape = shape
    self.layout = layout
    self.segments = segments
    (q, k, v, outputGradient) = ([], [], [], [])
    draw(seed: ProofChain.baseSeed)
  }

  /// Draws all numbers anew.
  mutating func draw(seed: UInt64) {
    let queries = shape.batch * shape.queryLength * shape.queryHeads
    let keys = shape.batch * shape.keyLength
    q = randomNumbers(queries * shape.headDim, "q", seed: seed)
    k = randomNumbers(keys * shape.keyHeads * shape.headDim, "k", seed: seed)
    v = randomNumbers(keys * shape.valueHeads * shape.valueDim, "v", seed: seed)
    outputGradient = randomNumbers(queries * shape.valueDim, "do", seed: seed)
  }

  /// Grouped differential heads: `groups` groups of `signalHeads` + 1 over `keyGroups` key pairs.
  static func differential(
    batch: Int = 1, length: Int, keyLength: Int? = nil, groups: Int = 2, signalHeads: Int = 2,
    keyGroups: Int = 1, headDim: Int, segments: [Int32]? = nil
  ) -> AttentionProblem {
    AttentionProblem(
      AttentionShape(
        batch: batch, queryLength: length, keyLength: keyLength ?? length,
        queryHeads: groups * (signalHeads + 1), keyHeads: 2 * keyGroups, valueHeads: keyGroups,
        headDim: headDim, valueDim: 2 * headDim),
      .differential(groups: groups, signalHeads: signalHeads, keyGroups: keyGroups),
      segments: segments)
  }

  func reference<T: BinaryFloatingPoint>(_: T.Type) -> AttentionResult<T> {
    let (q, k, v, gradient) = (
      numbers(q, as: T.self), numbers(k, as: T.self), numbers(v, as: T.self),
      numbers(outputGradient, as: T.self)
    )
    var result = AttentionResult<T>(self)
    Reference.attentionForward(
      shape, layout, q: q, k: k, v: v, segments: segments, o: &result.o,
      logSumExp: &result.logSumExp, maxLogits: &result.maxLogits)
    Reference.attentionBackward(
      shape, layout, q: q, k: k, v: v, segments: segments, o: result.o,
      logSumExp: result.logSumExp, outputGradient: gradient, dq: &result.dq, dk: &result.dk,
      dv: &result.dv)
    return result
  }

  func vectorized() -> AttentionResult<Float> {
    var result = AttentionResult<Float>(self)
    Vectorized.attentionForward(
      shape, layout, q: q, k: k, v: v, segments: segments, o: &result.o,
      logSumExp: &result.logSumExp, maxLogits: &result.maxLogits)
    Vectorized.attentionBackward(
      shape, layout, q: q, k: k, v: v, segments: segments, o: result.o,
      logSumExp: result.logSumExp, outputGradient: outputGradient, dq: &result.dq,
      dk: &result.dk, dv: &result.dv)
    return result
  }
}

/// Outputs and gradients of one call.
///
/// They start as NaN, so what is not written is found.
struct AttentionResult<T: BinaryFloatingPoint & Sendable>: Equatable, Sendable {
  var o: [T]
  var logSumExp: [T]
  var maxLogits: [T]
  var dq: [T]
  var dk: [T]
  var dv: [T]

  init(_ problem: AttentionProblem) {
    o = Array(repeating: .nan, count: problem.outputGradient.count)
    dq = Array(repeating: .nan, count: problem.q.count)
    dk = Array(repeating: .nan, count: problem.k.count)
    dv = Array(repeating: .nan, count: problem.v.count)
    logSumExp = Array(repeating: .nan, count: problem.q.count / problem.shape.headDim)
    maxLogits = Array(repeating: -.infinity, count: problem.shape.queryHeads)
  }

  /// Named numbers; −∞ (no key seen) becomes −1000 so that it can be compared.
  var tensors: [(name: String, values: [T])] {
    func finite(_ x: [T]) -> [T] { x.map { $0 == -.infinity ? -1000 : $0 } }
    return [
      ("o", o), ("lse", finite(logSumExp)), ("max logits", finite(maxLogits)), ("dq", dq),
      ("dk", dk), ("dv", dv),
    ]
  }
}
