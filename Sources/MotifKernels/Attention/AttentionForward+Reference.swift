extension Reference {
  /// Causal softmax attention, one query at a time.
  ///
  /// o_i = Σ_j p_ij v_j with p_ij = exp(s_ij − lse_i), s_ij = scale · ⟨q_i, k_j⟩ and
  /// lse_i = ln Σ_j exp(s_ij) over the allowed keys j. A key is allowed when it is not after the
  /// query and, with `segments`, has the query's id, which must not be 0 (padding). A query without
  /// allowed keys gives o = 0 and lse = −∞. `maxLogits` keeps the larger of its old value and the
  /// largest s_ij of the head: set it to −∞ before the first call.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func attentionForward<T: BinaryFloatingPoint>(
    _ shape: AttentionShape, _ layout: AttentionLayout, q: UnsafePointer<T>, k: UnsafePointer<T>,
    v: UnsafePointer<T>, segments: UnsafePointer<Int32>?, o: UnsafeMutablePointer<T>,
    logSumExp: UnsafeMutablePointer<T>, maxLogits: UnsafeMutablePointer<T>
  ) {
    let (d, dv, scale) = (shape.headDim, shape.valueDim, T(shape.scale))
    var scores = [T](repeating: 0, count: shape.keyLength)
    for b in 0..<shape.batch {
      for i in 0..<shape.queryLength {
        for h in 0..<shape.queryHeads {
          let query = q + ((b * shape.queryLength + i) * shape.queryHeads + h) * d
          let output = o + ((b * shape.queryLength + i) * shape.queryHeads + h) * dv
          for c in 0..<dv { output[c] = 0 }
          var largest = -T.infinity
          for j in 0..<shape.keyLength {
            scores[j] = -T.infinity
            guard attentionAllows(shape, segments, b, i, j) else { continue }
            let key =
              k + ((b * shape.keyLength + j) * shape.keyHeads + layout.keyHeadOfQuery[h]) * d
            var sum: T = 0
            for p in 0..<d { sum += query[p] * key[p] }
            scores[j] = sum * scale
            largest = max(largest, scores[j])
          }
          let statistic = (b * shape.queryHeads + h) * shape.queryLength + i
          logSumExp[statistic] = -T.infinity
          guard largest > -T.infinity else { continue }
          maxLogits[h] = max(maxLogits[h], largest)
          var total: T = 0
          for j in 0..<shape.keyLength where scores[j] > -T.infinity {
            let weight = ScalarMath.exp(scores[j] - largest)
            total += weight
            let value =
              v + ((b * shape.keyLength + j) * shape.valueHeads + layout.valueHeadOfQuery[h]) * dv
            for c in 0..<dv { output[c] += weight * value[c] }
          }
          for c in 0..<dv { output[c] /= total }
          logSumExp[statistic] = largest + ScalarMath.log(total)
        }
      }
    }
  }

  /// Causal softmax attention of sequences of unlike lengths, one sequence at a time.
  ///
  /// `shape` has the heads and their sizes; its batch and lengths are not read. Each span is what a
  /// call for it alone would be: its queries lie side by side in q and o, its keys in k, v and
  /// `segments`; its log-sum-exps are [Hq, `queryCount`] from `firstQuery` · Hq on. Numbers of o and
  /// `logSumExp` that belong to no span are not written.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func attentionForward<T: BinaryFloatingPoint>(
    _ shape: AttentionShape, _ layout: AttentionLayout, spans: [AttentionSpan],
    q: UnsafePointer<T>, k: UnsafePointer<T>, v: UnsafePointer<T>,
    segments: UnsafePointer<Int32>?, o: UnsafeMutablePointer<T>,
    logSumExp: UnsafeMutablePointer<T>, maxLogits: UnsafeMutablePointer<T>
  ) {
    for span in spans {
      let queries = span.firstQuery * shape.queryHeads
      attentionForward(
        shape.of(span), layout, q: q + queries * shape.headDim,
        k: k + span.firstKey * shape.keyHeads * shape.headDim,
        v: v + span.firstKey * shape.valueHeads * shape.valueDim,
        segments: segments.map { $0 + span.firstKey }, o: o + queries * shape.valueDim,
        logSumExp: logSumExp + queries, maxLogits: maxLogits)
    }
  }

  /// Whether query i of batch element b may see key j.
  static func attentionAllows(
    _ shape: AttentionShape, _ segments: UnsafePointer<Int32>?, _ b: Int, _ i: Int, _ j: Int
  ) -> Bool {
    let position = i + shape.keyLength - shape.queryLength
    guard position >= 0, j <= position else { return false }
    guard let ids = segments.map({ $0 + b * shape.keyLength }) else { return true }
    return ids[position] != 0 && ids[position] == ids[j]
  }
}
