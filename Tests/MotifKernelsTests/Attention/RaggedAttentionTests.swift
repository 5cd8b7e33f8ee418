import MotifKernels
import MotifTestSupport
import Testing

/// Sequences of unlike lengths in one call.
@Suite("Ragged attention") struct RaggedAttentionTests {
  /// Queries and keys of each sequence, and keys left free behind it.
  private static let sequences: [[(queries: Int, keys: Int, free: Int)]] = [
    [(1, 1, 0)], [(1, 130, 3), (1, 7, 0), (1, 64, 9), (1, 65, 1)],
    [(33, 33, 0), (1, 200, 5), (70, 90, 2), (2, 2, 40), (0, 5, 0)],
  ]

  private struct Call {
    var spans: [AttentionSpan] = []
    var problem: AttentionProblem

    /// All sequences over the places of one problem.
    init(_ sequences: [(queries: Int, keys: Int, free: Int)], headDim: Int) {
      var (query, key) = (0, 0)
      for (queries, keys, free) in sequences {
        spans.append(
          AttentionSpan(firstQuery: query, queryCount: queries, firstKey: key, keyCount: keys))
        query += queries
        key += keys + free
      }
      problem = .differential(
        length: query, keyLength: key, signalHeads: 4, keyGroups: 2, headDim: headDim)
    }

    func vectorized() -> AttentionResult<Float> {
      var result = AttentionResult<Float>(problem)
      Vectorized.attentionForward(
        problem.shape, problem.layout, spans: spans, q: problem.q, k: problem.k, v: problem.v,
        segments: problem.segments, o: &result.o, logSumExp: &result.logSumExp,
        maxLogits: &result.maxLogits)
      return result
    }

    func reference<T: BinaryFloatingPoint>(_: T.Type) -> AttentionResult<T> {
      var result = AttentionResult<T>(problem)
      Reference.attentionForward(
        problem.shape, problem.layout, spans: spans, q: numbers(problem.q, as: T.self),
        k: numbers(problem.k, as: T.self), v: numbers(problem.v, as: T.self),
        segments: problem.segments, o: &result.o, logSumExp: &result.logSumExp,
        maxLogits: &result.maxLogits)
      return result
    }

    /// What `numbers`, which lie at the places of all queries, are at those of `span`.
    func part(_ numbers: [Float], _ span: AttentionSpan) -> [Float] {
      part(numbers, span.firstQuery, span.queryCount, of: problem.shape.queryLength)
    }

    private func part(_ numbers: [Float], _ first: Int, _ count: Int, of places: Int) -> [Float] {
      let width = numbers.count / places
      return Array(numbers[first * width..<(first + count) * width])
    }

    /// One sequence in a call of its own.
    func alone(_ span: AttentionSpan) -> AttentionResult<Float> {
      var single = AttentionProblem.differential(
        length: span.queryCount, keyLength: span.keyCount, signalHeads: 4, keyGroups: 2,
        headDim: problem.shape.headDim)
      let keys = problem.shape.keyLength
      single.q = part(problem.q, span)
      single.k = part(problem.k, span.firstKey, span.keyCount, of: keys)
      single.v = part(problem.v, span.firstKey, span.keyCount, of: keys)
      single.segments = problem.segments.map {
        Array($0[span.firstKey..<span.firstKey + span.keyCount])
      }
      var result = AttentionResult<Float>(single)
      Vectorized.attentionForward(
        single.shape, single.layout, q: single.q, k: single.k, v: single.v,
        segments: single.segments, o: &result.o, logSumExp: &result.logSumExp,
        maxLogits: &result.maxLogits)
      return result
    }
  }

  @Test("vectorised results are as accurate as the reference", arguments: [4, 16, 33], 0..<3)
  func accuracy(headDim: Int, index: Int) {
    expectTwins(shape: [headDim, index], seeds: Array(ProofChain.seeds(numbers: 10).prefix(4))) {
      seed in
      var call = Call(Self.sequences[index], headDim: headDim)
      call.problem.draw(seed: seed)
      let (vectorized, float, double) = (
        call.vectorized().tensors, call.reference(Float.self).tensors,
        call.reference(Double.self).tensors
      )
      return (0..<3).map {
        Twin(
          "\(double[$0].name), \(call.spans)", vectorized[$0].values, float: float[$0].values,
          double: double[$0].values)
      }
    }
  }

  @Test("each sequence has the bits of a call for it alone", arguments: [8, 16], 0..<3)
  func bits(headDim: Int, index: Int) {
    var call = Call(Self.sequences[index], headDim: headDim)
    for segments in [nil, AttentionTests.documents(1, call.problem.shape.keyLength)] {
      call.problem.segments = segments
      let together = call.vectorized()
      var largest = [Float](repeating: -.infinity, count: call.problem.shape.queryHeads)
      for span in call.spans where span.queryCount > 0 {
        let alone = call.alone(span)
        for comparison in [
          Comparison(bits: "o of \(span)", call.part(together.o, span), alone.o),
          Comparison(
            bits: "lse of \(span)", call.part(together.logSumExp, span), alone.logSumExp),
        ] { #expect(comparison.matches, "\(comparison)") }
        largest = zip(largest, alone.maxLogits).map { max($0, $1) }
      }
      #expect(largest == together.maxLogits)
    }
  }

  @Test("places of no sequence are not touched")
  func gaps() {
    var call = Call([(3, 9, 0), (2, 4, 0), (5, 5, 0)], headDim: 8)
    call.spans.remove(at: 1)
    let result = call.vectorized()
    let width = result.o.count / 10
    #expect(result.o[3 * width..<5 * width].allSatisfy { $0.isNaN })
    #expect(result.o.count { $0.isNaN } == 2 * width)
  }
}
