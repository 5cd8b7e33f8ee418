internal import MotifVector

extension Vectorized {
  /// The gradients of ``attentionForward(_:_:q:k:v:segments:o:logSumExp:maxLogits:)``, written (not
  /// added) to dq, dk and dv.
  ///
  /// See ``Reference/attentionBackward(_:_:q:k:v:segments:o:logSumExp:outputGradient:dq:dk:dv:)`` for
  /// the formulas. Weights are recomputed tile by tile from the log-sum-exps. The blocks of a stream
  /// are dealt to a number of tasks that depends on the shape alone; each task sums its dk and dv in
  /// a buffer of its own, and the buffers are added in a fixed order. Scratch: about 32 buffers of
  /// Tk · (d + dv) numbers.
  package static func attentionBackward(
    _ shape: AttentionShape, _ layout: AttentionLayout, q: UnsafePointer<Float>,
    k: UnsafePointer<Float>, v: UnsafePointer<Float>, segments: UnsafePointer<Int32>?,
    o: UnsafePointer<Float>, logSumExp: UnsafePointer<Float>,
    outputGradient: UnsafePointer<Float>, dq: UnsafeMutablePointer<Float>,
    dk: UnsafeMutablePointer<Float>, dv: UnsafeMutablePointer<Float>
  ) {
    let pass = BackwardPass(
      shape: shape, q: q, k: k, v: v, segments: segments, o: o, logSumExp: logSumExp,
      outputGradient: outputGradient, dq: dq)
    let shares = BackwardShares(shape, layout)
    let size = shape.partialCount
    BufferPool.withScratch(shape.batch * shares.all.count * size) { partials in
      Parallel.forEach(shape.batch * shares.all.count) { task in
        let (batch, index) = task.quotientAndRemainder(dividingBy: shares.all.count)
        let share = shares.all[index]
        pass.run(batch, layout.streams[share.stream], share, partial: partials + task * size)
      }
      Parallel.forEachRange(shape.batch * shape.keyLength, chunk: 32) { rows in
        for row in rows {
          let (batch, key) = row.quotientAndRemainder(dividingBy: shape.keyLength)
          let first = partials + batch * shares.all.count * size
          for head in 0..<shape.keyHeads {
            sumPartials(
              shares.byKeyHead[head], first + key * shape.keyWidth, size,
              into: dk + (row * shape.keyHeads + head) * shape.headDim, shape.headDim)
          }
          let values = first + shape.keyLength * shape.keyWidth + key * shape.valueWidth
          for head in 0..<shape.valueHeads {
            sumPartials(
              shares.byValueHead[head], values, size,
              into: dv + (row * shape.valueHeads + head) * shape.valueDim, shape.valueDim)
          }
        }
      }
    }
  }

  /// Numbers of scratch that the gradients take: one dk and dv a task.
  package static func attentionBackwardScratchCount(
    _ shape: AttentionShape, _ layout: AttentionLayout
  ) -> Int {
    shape.batch * BackwardShares(shape, layout).all.count * shape.partialCount
  }

  /// target = Σ of the partial rows `source + index · stride`, in the order of `indices`.
  private static func sumPartials(
    _ indices: [Int], _ source: UnsafePointer<Float>, _ stride: Int,
    into target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    target.update(repeating: 0, count: count)
    for index in indices {
      let row = source + index * stride
      var p = 0
      while p + vectorWidth <= count {
        store(load(target, p) + load(row, p), target, p)
        p += vectorWidth
      }
      while p < count {
        target[p] += row[p]
        p += 1
      }
    }
  }
}

/// How the blocks of a batch element's streams are dealt to tasks.
private struct BackwardShares {
  /// Blocks `first`, `first + step`, … of a stream: every share gets early and late queries.
  struct Share {
    let stream: Int
    let first: Int
    let step: Int
    let blockCount: Int
  }
  var all: [Share] = []
  /// Indices into `all` whose dk or dv belong to a head.
  var byKeyHead: [[Int]]
  var byValueHead: [[Int]]

  init(_ shape: AttentionShape, _ layout: AttentionLayout) {
    byKeyHead = Array(repeating: [], count: shape.keyHeads)
    byValueHead = Array(repeating: [], count: shape.valueHeads)
    let blocks = layout.streams.map {
      LaneBlock.count(queries: shape.queryLength, heads: $0.queryHeads.count)
    }
    // About 32 tasks in all, but no fewer than 8 blocks each: a task's buffer costs memory traffic.
    let perShare = max(8, (shape.batch * blocks.reduce(0, +) + 31) / 32)
    for (index, stream) in layout.streams.enumerated() {
      let step = (blocks[index] + perShare - 1) / perShare
      for first in 0..<step {
        byKeyHead[stream.keyHead].append(all.count)
        byValueHead[stream.valueHead].append(all.count)
        all.append(Share(stream: index, first: first, step: step, blockCount: blocks[index]))
      }
    }
  }
}

extension AttentionShape {
  /// Head dimensions rounded up to whole vectors.
  fileprivate var keyWidth: Int { (headDim + vectorWidth - 1) / vectorWidth * vectorWidth }
  fileprivate var valueWidth: Int { (valueDim + vectorWidth - 1) / vectorWidth * vectorWidth }
  /// dk `[Tk, keyWidth]` and then dv `[Tk, valueWidth]` of one task.
  fileprivate var partialCount: Int { keyLength * (keyWidth + valueWidth) }
}

private struct BackwardPass {
  let shape: AttentionShape
  let q: UnsafePointer<Float>
  let k: UnsafePointer<Float>
  let v: UnsafePointer<Float>
  let segments: UnsafePointer<Int32>?
  let o: UnsafePointer<Float>
  let logSumExp: UnsafePointer<Float>
  let outputGradient: UnsafePointer<Float>
  let dq: UnsafeMutablePointer<Float>

  private var keyWidth: Int { shape.keyWidth }
  private var valueWidth: Int { shape.valueWidth }

  /// All blocks of a share, summing dk and dv into `partial`.
  func run(
    _ batch: Int, _ stream: AttentionLayout.Stream, _ share: BackwardShares.Share,
    partial: UnsafeMutablePointer<Float>
  ) {
    let (n, tile) = (LaneBlock.capacity, LaneBlock.keysPerTile)
    partial.update(repeating: 0, count: shape.partialCount)
    let perLane =
      2 * shape.headDim + shape.valueDim + keyWidth + valueWidth + 2 * tile + 2
    BufferPool.withScratch(LaneBlock.scratchCount + n * perLane) { scratch in
      for block in stride(from: share.first, to: share.blockCount, by: share.step) {
        var lanes = LaneBlock(
          shape, stream, index: block, segments: segments.map { $0 + batch * shape.keyLength },
          scratch: scratch)
        run(batch, stream, &lanes, scratch + LaneBlock.scratchCount, partial)
      }
    }
  }

  /// One block of lanes against all its keys.
  private func run(
    _ batch: Int, _ stream: AttentionLayout.Stream, _ lanes: inout LaneBlock,
    _ scratch: UnsafeMutablePointer<Float>, _ partial: UnsafeMutablePointer<Float>
  ) {
    let (d, dv) = (shape.headDim, shape.valueDim)
    let (n, tile) = (LaneBlock.capacity, LaneBlock.keysPerTile)
    let (keyStride, valueStride) = (shape.keyHeads * d, shape.valueHeads * dv)
    let keys = k + batch * shape.keyLength * keyStride + stream.keyHead * d
    let values = v + batch * shape.keyLength * valueStride + stream.valueHead * dv
    let queries = scratch  // [d, lane], scaled
    let queryGradients = queries + n * d  // [d, lane]
    let gradients = queryGradients + n * d  // [dv, lane]
    let queryRows = gradients + n * dv  // [lane, keyWidth], scaled
    let gradientRows = queryRows + n * keyWidth  // [lane, valueWidth]
    let scores = gradientRows + n * valueWidth
    let scoreGradients = scores + n * tile
    let logSums = scoreGradients + n * tile
    let deltas = logSums + n

    let first = batch * shape.queryLength * shape.queryHeads
    let scale = Float(shape.scale)
    lanes.packTransposed(q + first * d, stride: d, width: d, scale: scale, into: queries)
    lanes.packRows(q + first * d, width: d, scale: scale, stride: keyWidth, into: queryRows)
    lanes.packTransposed(
      outputGradient + first * dv, stride: dv, width: dv, scale: 1, into: gradients)
    lanes.packRows(
      outputGradient + first * dv, width: dv, scale: 1, stride: valueWidth, into: gradientRows)
    packLogSums(lanes, first, logSums)
    sumDeltas(lanes, first, gradients, scores, deltas)
    queryGradients.update(repeating: 0, count: n * d)
    for start in stride(from: 0, to: lanes.keyEnd, by: tile) {
      guard lanes.enter(start, min(tile, lanes.keyEnd - start)) else { continue }
      let (tileKeys, tileValues) = (keys + start * keyStride, values + start * valueStride)
      lanes.scores(tileKeys, stride: keyStride, depth: d, queries, into: scores)
      lanes.scores(tileValues, stride: valueStride, depth: dv, gradients, into: scoreGradients)
      for vector in 0..<lanes.vectors where lanes.limit(vector) > 0 {
        lanes.mask(scores, vector)
        let column = vector * vectorWidth
        differentiateSoftmax(
          scores + column, scoreGradients + column, lanes.limit(vector), load(logSums, column),
          load(deltas, column))
      }
      lanes.sumOverLanes(
        scores, gradientRows, width: valueWidth,
        into: partial + shape.keyLength * keyWidth + start * valueWidth)
      lanes.sumOverLanes(
        scoreGradients, queryRows, width: keyWidth, into: partial + start * keyWidth)
      lanes.sumOverKeys(tileKeys, stride: keyStride, width: d, scoreGradients, into: queryGradients)
    }
    lanes.unpackTransposed(queryGradients, width: d, scale: scale, into: dq + first * d)
  }

  /// The log-sum-exp of every lane, 0 where no key is seen.
  private func packLogSums(
    _ lanes: LaneBlock, _ first: Int, _ logSums: UnsafeMutablePointer<Float>
  ) {
    logSums.update(repeating: 0, count: LaneBlock.capacity)
    for lane in 0..<lanes.count {
      let logSum = logSumExp[first + Int(lanes.statistics[lane])]
      if logSum > -.infinity { logSums[lane] = logSum }
    }
  }

  /// D = ⟨do, o⟩ of every lane; `outputs` is scratch of `keysPerTile` rows.
  ///
  /// Summed in the order in which the products ⟨do, v⟩ are, so that dp − D is exactly 0 for a query
  /// with one key.
  private func sumDeltas(
    _ lanes: LaneBlock, _ first: Int, _ gradients: UnsafePointer<Float>,
    _ outputs: UnsafeMutablePointer<Float>, _ deltas: UnsafeMutablePointer<Float>
  ) {
    let (n, dv) = (LaneBlock.capacity, shape.valueDim)
    deltas.update(repeating: 0, count: n)
    for part in stride(from: 0, to: dv, by: LaneBlock.keysPerTile) {
      let width = min(LaneBlock.keysPerTile, dv - part)
      lanes.packTransposed(
        o + first * dv + part, stride: dv, width: width, scale: 1, into: outputs)
      for vector in 0..<lanes.vectors {
        let column = vector * vectorWidth
        var sum = load(deltas, column)
        for c in 0..<width {
          let gradient = load(gradients, (part + c) * n + column)
          sum = multiplyAdd(gradient, load(outputs, c * n + column), sum)
        }
        store(sum, deltas, column)
      }
    }
  }

  /// p = exp(s − lse) over the scores and ds = p ∘ (dp − D) over the gradients dp of p.
  private func differentiateSoftmax(
    _ scores: UnsafeMutablePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ count: Int,
    _ logSum: Vector, _ delta: Vector
  ) {
    let n = LaneBlock.capacity
    let hidden = Vector(repeating: -.greatestFiniteMagnitude)
    for key in 0..<count {
      let score = load(scores, key * n)
      let weight = select(
        .zero, whereLess: score, than: hidden, else: exponential(score - logSum))
      store(weight, scores, key * n)
      store(weight * (load(gradients, key * n) - delta), gradients, key * n)
    }
  }
}
