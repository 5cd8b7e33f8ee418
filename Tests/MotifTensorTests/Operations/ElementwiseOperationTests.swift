import MotifTensor
import MotifTestSupport
import Testing

@Suite("Elementwise operations") struct ElementwiseOperationTests {
  private func pair(_ count: Int) -> [(name: String, value: Tensor)] {
    [("a", .random("a", [count])), ("b", .random("b", [count]))]
  }

  @Test("sum, difference, scaled sum, multiple, product", arguments: MatrixShape.awkwardSizes)
  func elementwise(count: Int) {
    expectOperation(
      "a + b", pair(count), operation: { $0[0] + $0[1] },
      reference: { x in zip(x[0], x[1]).map { $0 + $1 } })
    expectOperation(
      "a − b", pair(count), operation: { $0[0] - $0[1] },
      reference: { x in zip(x[0], x[1]).map { $0 - $1 } })
    expectOperation(
      "a + 0.375 b", pair(count), operation: { $0[0].adding($0[1], scale: 0.375) },
      reference: { x in zip(x[0], x[1]).map { $0 + 0.375 * $1 } })
    expectOperation(
      "−1.5 a", [pair(count)[0]], operation: { $0[0].scaled(by: -1.5) },
      reference: { x in x[0].map { -1.5 * $0 } })
    expectOperation(
      "a ∘ b", pair(count), operation: { $0[0] * $0[1] },
      reference: { x in zip(x[0], x[1]).map { $0 * $1 } })
  }

  @Test("total and mean", arguments: MatrixShape.awkwardSizes)
  func reductions(count: Int) {
    expectOperation(
      "sum", [pair(count)[0]], operation: { $0[0].sum() },
      reference: { [$0[0].reduce(0, +)] })
    expectOperation(
      "mean", [pair(count)[0]], operation: { $0[0].mean() },
      reference: { x in [x[0].reduce(0, +) / Double(count)] })
  }

  @Test("reshaping keeps the order, and its gradient has the first shape")
  func reshape() throws {
    let x = Tensor.random("x", [3, 2, 5])
    expectOperation(
      "reshape", [("x", x)], operation: { $0[0].reshaped([6, 5]) }, reference: { $0[0] })
    let leaf = x.tracked()
    let y = leaf.reshaped([30])
    #expect(y.shape == [30] && y.values == x.values)
    #expect(try #require(y.sum().backward()[leaf]).shape == [3, 2, 5])
  }

  @Test("a tensor used more than once receives the sum of its gradients")
  func reuse() {
    let x: [(name: String, value: Tensor)] = [("x", .random("x", [33]))]
    expectOperation(
      "x ∘ x", x, operation: { $0[0] * $0[0] }, reference: { x in x[0].map { $0 * $0 } })
    expectOperation(
      "x + x", x, operation: { $0[0] + $0[0] }, reference: { x in x[0].map { 2 * $0 } })
    expectOperation(
      "x − x ∘ x + 2x, by two ways", x,
      operation: { x in
        let square = x[0] * x[0]
        return (x[0] - square) + (square - square) + x[0].scaled(by: 2)
      }, reference: { x in x[0].map { 3 * $0 - $0 * $0 } })
    expectOperation(
      "(x ∘ x) ∘ (x ∘ x)", x,
      operation: { x in
        let square = x[0] * x[0]
        return square * square
      }, reference: { x in x[0].map { $0 * $0 * $0 * $0 } })
  }

  @Test("the checker finds a wrong gradient behind a right result")
  func plantedBug() {
    let x: [(name: String, value: Tensor)] = [("x", .random("x", [9]))]
    let square = { (x: [[Double]]) in x[0].map { $0 * $0 } }
    func verdicts(_ operation: ([Tensor]) -> Tensor) -> [Bool] {
      OperationCheck.comparisons("planted", x, operation: operation, reference: square)
        .map(\.matches)
    }
    #expect(verdicts { $0[0] * $0[0] } == [true, true])
    // One factor without history: x² with the gradient x instead of 2x.
    #expect(verdicts { $0[0] * $0[0].detached } == [true, false])
    // A gradient that is off by one in a thousand.
    #expect(
      verdicts { x in (x[0] * x[0]) + (x[0] - x[0].detached).scaled(by: 1e-3) } == [true, false])
    // A wrong result with the gradient of x².
    #expect(verdicts { x in (x[0] * x[0]) + Tensor(repeating: 1e-3, shape: [9]) } == [false, true])
    // Nothing flows to x: no gradient is not a zero gradient.
    #expect(verdicts { x in (x[0].detached * x[0].detached).tracked() } == [true, false])
  }
}
