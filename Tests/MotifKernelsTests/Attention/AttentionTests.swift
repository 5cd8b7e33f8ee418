import MotifKernels
import MotifTestSupport
import Testing

@Suite("Attention") struct AttentionTests {
  /// Three documents and a padded tail in each batch element, at different places.
  static func documents(_ batch: Int, _ length: Int) -> [Int32] {
    (0..<batch).flatMap { b in
      (0..<length).map { t in
        t >= length - length / 8 ? 0 : Int32(1 + (t + 3 * b) * 3 / (length + 3 * batch))
      }
    }
  }

  @Test("reference gradients match central differences")
  func centralDifferenceGradients() {
    let problems = [
      AttentionProblem.differential(length: 5, headDim: 4),
      .differential(batch: 2, length: 3, keyLength: 5, keyGroups: 2, headDim: 2),
      .differential(length: 6, headDim: 2, segments: [1, 1, 1, 2, 2, 0]),
    ]
    for problem in problems {
      let (q, k) = (problem.q.count, problem.k.count)
      let inputs = (problem.q + problem.k + problem.v).map(Double.init)
      let numeric = centralDifferences(at: inputs) { x in
        var result = AttentionResult<Double>(problem)
        Reference.attentionForward(
          problem.shape, problem.layout, q: Array(x[..<q]), k: Array(x[q..<q + k]),
          v: Array(x[(q + k)...]), segments: problem.segments, o: &result.o,
          logSumExp: &result.logSumExp, maxLogits: &result.maxLogits)
        return zip(result.o, problem.outputGradient).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      let result = problem.reference(Double.self)
      let comparison = Comparison(
        "gradients, \(problem)", result.dq + result.dk + result.dv, numeric, relative: 1e-6,
        absolute: 1e-9)
      #expect(comparison.matches, "\(comparison)")
    }
  }

  @Test("golden numbers", arguments: try Fixtures.cases("attention"))
  func goldens(golden: FixtureCase) throws {
    let (q, k, v) = (try golden.shape("q"), try golden.shape("k"), try golden.shape("v"))
    var problem = AttentionProblem(
      AttentionShape(
        batch: q[0], queryLength: q[1], keyLength: k[1], queryHeads: q[2], keyHeads: k[2],
        valueHeads: v[2], headDim: q[3], valueDim: v[3]),
      .grouped(queryHeads: q[2], keyHeads: k[2]))
    (problem.q, problem.k, problem.v) = (
      try golden.floats("q"), try golden.floats("k"), try golden.floats("v")
    )
    problem.outputGradient = try golden.floats("do")
    if golden.has("segments") { problem.segments = try golden.integers("segments").map(Int32.init) }
    let double = problem.reference(Double.self).tensors
    let vectorized = problem.vectorized().tensors
    for (index, name) in ["o", "lse", "max_logits", "dq", "dk", "dv"].enumerated() {
      let expected = try golden.doubles(name)
      let reference = Comparison(
        "\(golden) \(name)", double[index].values, expected, relative: 1e-10, absolute: 1e-13)
      #expect(reference.matches, "\(reference)")
      let fast = Comparison(
        "\(golden) \(name)", vectorized[index].values, expected, relative: 2e-5)
      #expect(fast.matches, "\(fast)")
    }
  }

  @Test(
    "vectorised results are as accurate as the reference",
    arguments: [1, 7, 33, 65, 257], [4, 5, 6, 8, 10, 16, 32, 64])
  func accuracy(length: Int, headDim: Int) {
    let batch = length < 100 ? 2 : 1
    check(.differential(batch: batch, length: length, headDim: headDim))
    check(
      .differential(
        batch: batch, length: length, keyGroups: 2, headDim: headDim,
        segments: Self.documents(batch, length)))
  }

  @Test("odd groups, many heads, wide heads, queries that continue a cache")
  func unusualShapes() {
    check(.differential(length: 70, groups: 3, signalHeads: 4, keyGroups: 3, headDim: 12))
    check(.differential(length: 9, groups: 8, signalHeads: 9, keyGroups: 1, headDim: 4))
    check(.differential(length: 66, groups: 1, signalHeads: 1, headDim: 128))
    check(.differential(batch: 2, length: 5, keyLength: 130, headDim: 16))
    check(.differential(length: 130, keyLength: 5, headDim: 8))
    let shape = AttentionShape(
      batch: 1, queryLength: 40, keyLength: 40, queryHeads: 4, keyHeads: 4, valueHeads: 2,
      headDim: 7, valueDim: 3)
    check(
      AttentionProblem(
        shape,
        AttentionLayout(keyHeadOfQuery: [3, 0, 3, 1], valueHeadOfQuery: [1, 1, 1, 1])))
  }

  private func check(_ problem: AttentionProblem) {
    // Long sequences have many numbers, and a reference that takes its time.
    let seeds = ProofChain.seeds(numbers: problem.shape.queryHeads)
      .prefix(problem.shape.queryLength < 100 ? 10 : 2)
    expectTwins(shape: [problem.shape.keyLength], seeds: Array(seeds)) { seed in
      var problem = problem
      problem.draw(seed: seed)
      let vectorized = problem.vectorized().tensors
      let float = problem.reference(Float.self).tensors
      let double = problem.reference(Double.self).tensors
      return double.indices.map { index in
        Twin(
          "\(double[index].name), \(problem)", vectorized[index].values,
          float: float[index].values, double: double[index].values)
      }
    }
  }
}

@Suite("Attention invariants") struct AttentionInvariantTests {
  @Test("same bits at 1, 2 and 3 threads")
  func threads() {
    let problem = AttentionProblem.differential(
      batch: 2, length: 257, signalHeads: 4, headDim: 16,
      segments: AttentionTests.documents(2, 257))
    let results = withThreadCounts([1, 2, 3]) { _ in problem.vectorized() }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test(
    "a call that continues a cache equals the last rows of the full call", arguments: [1, 3, 40])
  func decoding(queries: Int) {
    let full = AttentionProblem.differential(length: 97, signalHeads: 4, headDim: 16)
    let rowCount = full.shape.queryHeads * full.shape.headDim
    var tail = AttentionProblem.differential(
      length: queries, keyLength: 97, signalHeads: 4, headDim: 16)
    (tail.q, tail.k, tail.v) = (Array(full.q.suffix(queries * rowCount)), full.k, full.v)
    let expected = full.reference(Double.self).o.suffix(2 * queries * rowCount)
    let comparison = Comparison(
      "o", tail.vectorized().o, Array(expected), relative: 2e-6, absolute: 0)
    #expect(comparison.matches, "\(comparison)")
  }

  @Test("packed documents equal separate calls")
  func packing() {
    let lengths = [50, 1, 79]
    let ids = zip(lengths, [4, 2, 9]).flatMap { Array(repeating: Int32($1), count: $0) }
    let packed = AttentionProblem.differential(length: 130, headDim: 8, segments: ids)
    let output = packed.vectorized().o
    let widths = [packed.q, packed.k, packed.v].map { $0.count / 130 }
    var start = 0
    for length in lengths {
      var single = AttentionProblem.differential(length: length, headDim: 8)
      func part(_ x: [Float], _ width: Int) -> [Float] {
        Array(x[start * width..<(start + length) * width])
      }
      single.q = part(packed.q, widths[0])
      single.k = part(packed.k, widths[1])
      single.v = part(packed.v, widths[2])
      let comparison = Comparison(
        "document of \(length)", part(output, output.count / 130),
        single.reference(Double.self).o, relative: 2e-6, absolute: 0)
      #expect(comparison.matches, "\(comparison)")
      start += length
    }
  }

  @Test("padding gives zero output and gradients, and an infinite log-sum-exp")
  func padding() {
    let problem = AttentionProblem.differential(
      length: 70, headDim: 8, segments: Array(repeating: 0, count: 70))
    let result = problem.vectorized()
    #expect((result.o + result.dq + result.dk + result.dv).allSatisfy { $0 == 0 })
    #expect((result.logSumExp + result.maxLogits).allSatisfy { $0 == -.infinity })
  }

  @Test("the largest logit survives a second call")
  func maxLogitsMerge() {
    let problem = AttentionProblem.differential(length: 9, headDim: 8)
    var result = AttentionResult<Float>(problem)
    result.maxLogits[0] = 1000
    Vectorized.attentionForward(
      problem.shape, problem.layout, q: problem.q, k: problem.k, v: problem.v, segments: nil,
      o: &result.o, logSumExp: &result.logSumExp, maxLogits: &result.maxLogits)
    #expect(result.maxLogits[0] == 1000 && result.maxLogits[1] > -.infinity)
  }
}
