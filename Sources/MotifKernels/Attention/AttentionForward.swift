internal import MotifVector

extension Vectorized {
  /// Causal softmax attention in one pass over the keys, without a Tq × Tk buffer.
  ///
  /// See ``Reference/attentionForward(_:_:q:k:v:segments:o:logSumExp:maxLogits:)`` for the formula and
  /// the meaning of every argument. Each block of 64 (query, head) pairs keeps a running maximum
  /// (from −1e30), a running sum and an unnormalised output, rescaled when the maximum grows (Dao et
  /// al., arXiv 2205.14135). Blocks run in parallel; key tiles that the causal mask or the segments
  /// hide from a whole block are skipped.
  package static func attentionForward(
    _ shape: AttentionShape, _ layout: AttentionLayout, q: UnsafePointer<Float>,
    k: UnsafePointer<Float>, v: UnsafePointer<Float>, segments: UnsafePointer<Int32>?,
    o: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
    maxLogits: UnsafeMutablePointer<Float>
  ) {
    attentionForward(
      shape, layout, spans: shape.spans, q: q, k: k, v: v, segments: segments, o: o,
      logSumExp: logSumExp, maxLogits: maxLogits)
  }

  /// Attention of sequences of unlike lengths; the bits of each are those of a call for it alone.
  ///
  /// See ``Reference/attentionForward(_:_:spans:q:k:v:segments:o:logSumExp:maxLogits:)``.
  package static func attentionForward(
    _ shape: AttentionShape, _ layout: AttentionLayout, spans: [AttentionSpan],
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>,
    segments: UnsafePointer<Int32>?, o: UnsafeMutablePointer<Float>,
    logSumExp: UnsafeMutablePointer<Float>, maxLogits: UnsafeMutablePointer<Float>
  ) {
    let pass = ForwardPass(
      shape: shape, q: q, k: k, v: v, segments: segments, o: o, logSumExp: logSumExp)
    let tasks = tasks(spans, layout)
    // The largest logit of every task and lane, so that heads are merged without a race.
    let n = LaneBlock.capacity
    BufferPool.withScratch(tasks.count * n) { largest in
      Parallel.forEach(tasks.count) { index in
        let task = tasks[index]
        pass.run(
          task.span, layout.streams[task.stream], task.block, largest: largest + index * n)
      }
      for (index, task) in tasks.enumerated() {
        let heads = layout.streams[task.stream].queryHeads
        for lane in 0..<min(n, task.span.queryCount * heads.count - task.block * n) {
          let head = heads[(task.block * n + lane) % heads.count]
          maxLogits[head] = max(maxLogits[head], largest[index * n + lane])
        }
      }
    }
  }

  /// The blocks of all spans; the last block of a stream, which has the most keys, comes first.
  private static func tasks(
    _ spans: [AttentionSpan], _ layout: AttentionLayout
  ) -> [(span: AttentionSpan, stream: Int, block: Int)] {
    var tasks: [(span: AttentionSpan, stream: Int, block: Int)] = []
    for span in spans {
      for (index, stream) in layout.streams.enumerated() {
        let count = LaneBlock.count(queries: span.queryCount, heads: stream.queryHeads.count)
        for block in (0..<count).reversed() { tasks.append((span, index, block)) }
      }
    }
    return tasks
  }
}

private struct ForwardPass {
  let shape: AttentionShape
  let q: UnsafePointer<Float>
  let k: UnsafePointer<Float>
  let v: UnsafePointer<Float>
  let segments: UnsafePointer<Int32>?
  let o: UnsafeMutablePointer<Float>
  let logSumExp: UnsafeMutablePointer<Float>

  /// One block of lanes against all its keys.
  func run(
    _ span: AttentionSpan, _ stream: AttentionLayout.Stream, _ index: Int,
    largest: UnsafeMutablePointer<Float>
  ) {
    let (d, dv) = (shape.headDim, shape.valueDim)
    let (n, tile) = (LaneBlock.capacity, LaneBlock.keysPerTile)
    let (keyStride, valueStride) = (shape.keyHeads * d, shape.valueHeads * dv)
    let keys = k + span.firstKey * keyStride + stream.keyHead * d
    let values = v + span.firstKey * valueStride + stream.valueHead * dv
    BufferPool.withScratch(LaneBlock.scratchCount + n * (d + dv + tile + 2)) { scratch in
      var lanes = LaneBlock(
        shape.of(span), stream, index: index, segments: segments.map { $0 + span.firstKey },
        scratch: scratch)
      let queries = scratch + LaneBlock.scratchCount
      let output = queries + n * d
      let scores = output + n * dv
      let maxima = scores + n * tile
      let sums = maxima + n
      lanes.packTransposed(
        q + span.firstQuery * shape.queryHeads * d, stride: d, width: d,
        scale: Float(shape.scale), into: queries)
      output.update(repeating: 0, count: n * dv)
      maxima.update(repeating: -1e30, count: n)
      sums.update(repeating: 0, count: n)
      for start in stride(from: 0, to: lanes.keyEnd, by: tile) {
        guard lanes.enter(start, min(tile, lanes.keyEnd - start)) else { continue }
        lanes.scores(
          keys + start * keyStride, stride: keyStride, depth: d, queries, into: scores)
        for vector in 0..<lanes.vectors where lanes.limit(vector) > 0 {
          lanes.mask(scores, vector)
          let column = vector * vectorWidth
          updateSoftmax(
            scores + column, lanes.limit(vector), maxima + column, sums + column, output + column)
        }
        lanes.sumOverKeys(
          values + start * valueStride, stride: valueStride, width: dv, scores, into: output)
      }
      finish(lanes, span, output, maxima, sums, largest)
    }
  }

  /// Turns `count` scores of a vector of lanes into weights exp(s − m) and rescales what was summed
  /// under the old maximum.
  private func updateSoftmax(
    _ scores: UnsafeMutablePointer<Float>, _ count: Int, _ maximaAt: UnsafeMutablePointer<Float>,
    _ sumsAt: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>
  ) {
    let n = LaneBlock.capacity
    let old = load(maximaAt)
    var (even, odd) = (old, old)
    var key = 0
    while key + 2 <= count {
      even = maximum(even, load(scores, key * n))
      odd = maximum(odd, load(scores, (key + 1) * n))
      key += 2
    }
    if key < count { even = maximum(even, load(scores, key * n)) }
    let new = maximum(even, odd)

    let total = weigh(scores, count, new)
    store(new, maximaAt)
    guard any(new .> old) else {
      store(load(sumsAt) + total, sumsAt)
      return
    }
    let correction = exponential(old - new)
    store(multiplyAdd(load(sumsAt), correction, total), sumsAt)
    for c in 0..<shape.valueDim { store(load(output, c * n) * correction, output, c * n) }
  }

  /// Turns scores into exp(s − m), 0 where hidden, and returns the sum.
  @inline(never)
  private func weigh(
    _ scores: UnsafeMutablePointer<Float>, _ count: Int, _ maximum: Vector
  ) -> Vector {
    let n = LaneBlock.capacity
    let hidden = Vector(repeating: -.greatestFiniteMagnitude)
    var total = Vector.zero
    for key in 0..<count {
      let score = load(scores, key * n)
      let weight = select(
        .zero, whereLess: score, than: hidden, else: exponential(score - maximum))
      store(weight, scores, key * n)
      total += weight
    }
    return total
  }

  /// Divides by the sums and writes outputs, log-sum-exps and the lanes' largest logits.
  private func finish(
    _ lanes: LaneBlock, _ span: AttentionSpan, _ output: UnsafeMutablePointer<Float>,
    _ maxima: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
    _ largest: UnsafeMutablePointer<Float>
  ) {
    let n = LaneBlock.capacity
    for vector in 0..<lanes.vectors {
      let column = vector * vectorWidth
      let sum = load(sums, column)
      let inverse = (1 / sum).replacing(with: 0, where: sum .== .zero)
      for c in 0..<shape.valueDim {
        store(load(output, c * n + column) * inverse, output, c * n + column)
      }
    }
    let queries = span.firstQuery * shape.queryHeads
    lanes.unpackTransposed(
      output, width: shape.valueDim, scale: 1, into: o + queries * shape.valueDim)
    for lane in 0..<lanes.count {
      let seen = sums[lane] > 0
      largest[lane] = seen ? maxima[lane] : -.infinity
      logSumExp[queries + Int(lanes.statistics[lane])] =
        seen ? Float(Double(maxima[lane]) + ScalarMath.log(Double(sums[lane]))) : -.infinity
    }
  }
}
