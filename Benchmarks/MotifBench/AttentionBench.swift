import MotifKernels

/// The core of a block of grouped differential attention: 8 signal and 2 noise heads over two key
/// pairs, values twice as wide as keys, then the subtraction and the norm.
///
/// Counted is what the causal mask leaves: a score costs 2d and a weighted value 4d operations a head
/// and visible pair; backward has two products for scores and three that are twice or once as wide,
/// 7d in all for the 3d of forward.
struct AttentionBench: BenchGroup {
  let name = "attention"

  func cases() -> [BenchCase] {
    [(1, 512, 64), (1, 2048, 64), (1, 512, 128), (1, 2048, 128), (4, 256, 32), (4, 256, 16)]
      .flatMap { [core($0.0, $0.1, $0.2, both: false), core($0.0, $0.1, $0.2, both: true)] }
  }

  private func core(_ batch: Int, _ time: Int, _ dim: Int, both: Bool) -> BenchCase {
    let pairs = Double(batch * 10) * Double(time) * Double(time + 1) / 2
    return BenchCase(
      name: "\(batch)x\(time)x\(dim)-\(both ? "both" : "forward")",
      work: .arithmetic(2 * pairs * Double(dim) * (both ? 10 : 3)),
      peer: PeerRequest(
        operation: "attention",
        arguments: ["batch": batch, "time": time, "dim": dim, "backward": both ? 1 : 0])
    ) {
      let problem = DifferentialProblem(batch: batch, time: time, dim: dim)
      return {
        problem.forward()
        if both { problem.backward() }
      }
    }
  }
}

/// Buffers of one call of the core.
private final class DifferentialProblem {
  private let shape: AttentionShape
  private let heads: DifferentialShape
  private let layout = AttentionLayout.differential(groups: 2, signalHeads: 4, keyGroups: 2)
  private let q, k, v, o, y, logSumExp: BenchBuffer
  private let dy, dOutput, dq, dk, dv, gain, dGain, dLambda: BenchBuffer

  init(batch: Int, time: Int, dim: Int) {
    shape = AttentionShape(
      batch: batch, queryLength: time, keyLength: time, queryHeads: 10, keyHeads: 4,
      valueHeads: 2, headDim: dim, valueDim: 2 * dim)
    heads = DifferentialShape(rows: batch * time, groups: 2, signalHeads: 4, width: 2 * dim)
    let rows = batch * time
    (q, dq) = (BenchBuffer(rows * 10 * dim), BenchBuffer(rows * 10 * dim))
    (k, dk) = (BenchBuffer(rows * 4 * dim), BenchBuffer(rows * 4 * dim))
    (v, dv) = (BenchBuffer(rows * 4 * dim), BenchBuffer(rows * 4 * dim))
    (o, dOutput) = (BenchBuffer(rows * 20 * dim), BenchBuffer(rows * 20 * dim))
    (y, dy) = (BenchBuffer(rows * 16 * dim), BenchBuffer(rows * 16 * dim))
    logSumExp = BenchBuffer(rows * 10)
    (gain, dGain) = (BenchBuffer(2 * dim), BenchBuffer(2 * dim))
    dLambda = BenchBuffer(1)
  }

  func forward() {
    var maxLogits = [Float](repeating: -.infinity, count: 10)
    Vectorized.attentionForward(
      shape, layout, q: q.pointer, k: k.pointer, v: v.pointer, segments: nil, o: o.pointer,
      logSumExp: logSumExp.pointer, maxLogits: &maxLogits)
    Vectorized.differentialCombine(
      heads, o: o.pointer, lambda: 0.3, lambdaInit: 0.2, weight: gain.pointer, epsilon: 1e-5,
      y: y.pointer)
  }

  func backward() {
    Vectorized.differentialCombineBackward(
      heads, o: o.pointer, lambda: 0.3, lambdaInit: 0.2, weight: gain.pointer, epsilon: 1e-5,
      dy: dy.pointer, outputGradient: dOutput.pointer, lambdaGradient: dLambda.pointer,
      weightGradient: dGain.pointer)
    Vectorized.attentionBackward(
      shape, layout, q: q.pointer, k: k.pointer, v: v.pointer, segments: nil, o: o.pointer,
      logSumExp: logSumExp.pointer, outputGradient: dOutput.pointer, dq: dq.pointer,
      dk: dk.pointer, dv: dv.pointer)
  }
}
