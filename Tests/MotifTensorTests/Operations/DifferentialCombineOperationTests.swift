import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

@Suite("Differential combination") struct DifferentialCombineOperationTests {
  @Test(
    "input, gain and the four λ vectors",
    arguments: [(1, 1, 1, 1), (7, 2, 3, 4), (2, 3, 1, 5), (3, 1, 4, 16)])
  func combine(rows: Int, groups: Int, signalHeads: Int, headDim: Int) {
    let heads = AttentionHeads.differential(
      groups: groups, signalHeads: signalHeads, keyGroups: groups, headDim: headDim)
    let shape = DifferentialShape(
      rows: rows, groups: groups, signalHeads: signalHeads, width: 2 * headDim)
    let vectors = ["q1", "k1", "q2", "k2"].map {
      (name: $0, value: Tensor.random("λ.\($0)", [headDim], scale: 0.3))
    }
    expectOperation(
      "combine \(rows), \(groups) groups of \(signalHeads), d \(headDim)",
      [
        ("o", .random("combine.o", [rows, 1, shape.inputWidth])),
        ("gain", .random("combine.gain", [2 * headDim])),
      ] + vectors,
      operation: { x in
        x[0].differentialCombine(
          lambda: LambdaVectors(q1: x[2], k1: x[3], q2: x[4], k2: x[5], initial: 0.25),
          gain: x[1], epsilon: 0.0625, heads: heads)
      },
      reference: { x in
        let lambda = DifferentialLambda.value(
          q1: x[2], k1: x[3], q2: x[4], k2: x[5], count: headDim, lambdaInit: 0.25)
        return written(rows * shape.outputWidth) {
          Reference.differentialCombine(
            shape, o: x[0], lambda: lambda, lambdaInit: 0.25, weight: x[1], epsilon: 0.0625,
            y: $0)
        }
      })
  }

  @Test("λ of its four vectors")
  func lambda() {
    let vectors = LambdaVectors(
      q1: Tensor([1, 0.5]), k1: Tensor([0.25, 1]), q2: Tensor([2, -1]), k2: Tensor([0.5, 0.5]),
      initial: 0.2)
    // exp(0.75) − exp(0.5) + 0.2
    #expect(abs(vectors.value - 0.668_278_746) < 1e-9)
  }
}
