import MotifKernels
import MotifTensor
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
    let queries = shape.batch * shape.queryLength * shape.queryHeads
    let keys = shape.batch * shape.keyLength
    q = randomNumbers("q", queries * shape.headDim)
    k = randomNumbers("k", keys * shape.keyHeads * shape.headDim)
    v = randomNumbers("v", keys * shape.valueHeads * shape.valueDim)
    outputGradient = randomNumbers("do", queries * shape.valueDim)
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
      q.map(T.init), k.map(T.init), v.map(T.init), outputGradient.map(T.init)
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
  var tensors: [(name: String, values: [Double])] {
    [
      ("o", o), ("lse", logSumExp), ("max logits", maxLogits), ("dq", dq), ("dk", dk), ("dv", dv),
    ].map { name, values in (name, values.map { $0 == -.infinity ? -1000 : Double($0) }) }
  }
}

/// Reproducible normal numbers.
func randomNumbers(_ name: String, _ count: Int, scale: Double = 1) -> [Float] {
  var random = CounterRandom(seed: 7, name: name)
  return (0..<count).map { _ in Float(scale * random.normal()) }
}

/// The rule for a vectorised kernel: its error against the reference in Double is at most four times
/// that of the reference in Float, plus one unit in the last place of the largest magnitude.
func expectTwinAccuracy(
  _ label: String, vectorized: [Double], float: [Double], double: [Double],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var (error, largest) = (0.0, 0.0)
  for (a, b) in zip(float, double) {
    error = max(error, abs(a - b))
    largest = max(largest, abs(b))
  }
  let comparison = Comparison(
    label, vectorized, double, relative: 0, absolute: 4 * error + Double(Float(largest).ulp))
  #expect(comparison.matches, "\(comparison)", sourceLocation: sourceLocation)
}
