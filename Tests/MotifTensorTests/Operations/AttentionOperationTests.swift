import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

@Suite("Attention operations") struct AttentionOperationTests {
  struct Problem: Sendable, CustomStringConvertible {
    var batch = 1
    var time: Int
    var keyTime: Int?
    var groups = 2
    var signalHeads = 2
    var keyGroups = 1
    var headDim = 2
    var segments: [Int]?

    var heads: AttentionHeads {
      .differential(
        groups: groups, signalHeads: signalHeads, keyGroups: keyGroups, headDim: headDim)
    }
    var layout: AttentionLayout {
      .differential(groups: groups, signalHeads: signalHeads, keyGroups: keyGroups)
    }
    var shape: AttentionShape {
      AttentionShape(
        batch: batch, queryLength: time, keyLength: keyTime ?? time,
        queryHeads: heads.queryHeads, keyHeads: heads.keyHeads, valueHeads: heads.valueHeads,
        headDim: headDim, valueDim: heads.valueDim)
    }
    var description: String {
      "\(batch)×\(time) of \(keyTime ?? time), \(groups) groups of \(signalHeads), "
        + "\(keyGroups) keys, d \(headDim)\(segments == nil ? "" : ", segments")"
    }
  }

  static let problems = [
    Problem(time: 1), Problem(time: 9), Problem(batch: 2, time: 7, keyGroups: 2, headDim: 4),
    Problem(time: 5, groups: 1, signalHeads: 4, headDim: 8),
    Problem(time: 3, keyTime: 8, headDim: 4),
    Problem(time: 8, segments: [1, 1, 1, 2, 2, 2, 3, 0]),
    Problem(
      batch: 2, time: 5, groups: 3, signalHeads: 1, keyGroups: 3,
      segments: [7, 7, 2, 2, 2, 1, 5, 5, 0, 0]),
  ]

  private func inputs(_ problem: Problem) -> [(name: String, value: Tensor)] {
    let (batch, time) = (problem.batch, problem.time)
    let keyTime = problem.keyTime ?? time
    let heads = problem.heads
    return [
      ("queries", .random("q", [batch, time, heads.queryHeads * heads.headDim])),
      ("keys", .random("k", [batch, keyTime, heads.keyHeads * heads.headDim])),
      ("values", .random("v", [batch, keyTime, heads.valueHeads * heads.valueDim])),
    ]
  }

  private func reference(_ problem: Problem, _ x: [[Double]]) -> (o: [Double], max: [Double]) {
    let shape = problem.shape
    var largest = [Double](repeating: -.infinity, count: shape.queryHeads)
    var statistics = [Double](
      repeating: .nan, count: shape.batch * shape.queryHeads * shape.queryLength)
    let o = written(statistics.count * shape.valueDim) {
      Reference.attentionForward(
        shape, problem.layout, q: x[0], k: x[1], v: x[2],
        segments: problem.segments?.map(Int32.init), o: $0, logSumExp: &statistics,
        maxLogits: &largest)
    }
    return (o, largest)
  }

  @Test("differential heads, documents, a longer key sequence", arguments: problems)
  func attention(problem: Problem) {
    let inputs = inputs(problem)
    let segments = problem.segments.map {
      TokenTensor($0, shape: [problem.batch, problem.keyTime ?? problem.time])
    }
    var largest: [Float] = []
    expectOperation(
      "attention", inputs,
      operation: { x in
        let result = x[0].attention(
          keys: x[1], values: x[2], heads: problem.heads, segments: segments)
        largest = result.maxLogits
        return result.output
      }, reference: { reference(problem, $0).o })
    let expected = reference(problem, inputs.map(\.value.values.doubles)).max
    let comparison = Comparison("max logits", largest, expected, relative: 2e-5)
    #expect(comparison.matches, "\(comparison)")
  }

  @Test("plain grouped-query heads")
  func grouped() {
    let heads = AttentionHeads.grouped(queryHeads: 4, keyHeads: 2, headDim: 3, valueDim: 5)
    let shape = AttentionShape(
      batch: 2, queryLength: 7, keyLength: 7, queryHeads: 4, keyHeads: 2, valueHeads: 2,
      headDim: 3, valueDim: 5)
    expectOperation(
      "grouped",
      [
        ("queries", .random("q", [2, 7, 12])), ("keys", .random("k", [2, 7, 6])),
        ("values", .random("v", [2, 7, 10])),
      ],
      operation: { $0[0].attention(keys: $0[1], values: $0[2], heads: heads).output },
      reference: { x in
        var (statistics, largest) = (
          [Double](repeating: .nan, count: 56), [Double](repeating: 0, count: 4)
        )
        return written(56 * 5) {
          Reference.attentionForward(
            shape, .grouped(queryHeads: 4, keyHeads: 2), q: x[0], k: x[1], v: x[2],
            segments: nil, o: $0, logSumExp: &statistics, maxLogits: &largest)
        }
      })
  }

  @Test("a half-filled cache: only the filled keys count")
  func keyLength() {
    let problem = Problem(time: 2, keyTime: 6, headDim: 4)
    let tensors = inputs(problem).map(\.value)
    let full = tensors[0].attention(keys: tensors[1], values: tensors[2], heads: problem.heads)
    func padded(_ x: Tensor) -> Tensor {
      let rest = [Float](repeating: .nan, count: 3 * x.shape[2])
      return Tensor(x.values + rest, shape: [1, 9, x.shape[2]])
    }
    let partial = tensors[0].attention(
      keys: padded(tensors[1]), values: padded(tensors[2]), heads: problem.heads, keyLength: 6)
    #expect(partial.output.values == full.output.values)
    #expect(partial.maxLogits == full.maxLogits)
    // Memory that comes back from the pool with other numbers must not show beyond the filled keys.
    let (keys, values) = (padded(tensors[1]).tracked(), padded(tensors[2]).tracked())
    for shape in [keys.shape, values.shape] {
      withExtendedLifetime((0..<4).map { _ in Tensor(repeating: .nan, shape: shape) }) {}
    }
    let gradients = tensors[0].attention(
      keys: keys, values: values, heads: problem.heads, keyLength: 6
    ).output.sum().backward()
    for tensor in [keys, values] {
      let rest = gradients[tensor]?.values.dropFirst(6 * tensor.shape[2])
      #expect(rest?.count == 3 * tensor.shape[2] && rest?.allSatisfy { $0 == 0 } == true)
    }
  }

  @Test(
    "rotary embedding turns by the position, its gradient turns back", arguments: [2, 6, 16, 34])
  func rotated(headDim: Int) {
    let (heads, theta, length) = (3, 100.0, 12)
    let positions = TokenTensor([0, 1, 2, 0, 11, 7] as [Int], shape: [2, 3])
    let table = MotifTensor.RotaryTable(headDim: headDim, theta: theta, length: length)
    var cosines = [Double](repeating: .nan, count: length * headDim / 2)
    var sines = cosines
    MotifKernels.RotaryTable.fill(
      count: length, dim: headDim, theta: theta, cosines: &cosines, sines: &sines)
    expectOperation(
      "rotated, d \(headDim)", [("x", .random("rotated.x", [2, 3, heads * headDim]))],
      operation: { $0[0].rotated(table, positions: positions, heads: heads) },
      reference: { x in
        written(6 * heads * headDim) {
          Reference.rotary(
            x[0], $0, rows: 6, heads: heads, dim: headDim, positions: positions.values,
            cosines: cosines, sines: sines)
        }
      })
  }
}
