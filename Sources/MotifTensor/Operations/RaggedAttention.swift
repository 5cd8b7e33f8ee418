internal import MotifKernels

extension Tensor {
  /// Causal softmax attention of the next tokens of several sequences, each of its own length, over
  /// keys and values that were kept.
  ///
  /// The formula of ``attention(keys:values:heads:segments:keyLength:)``, sequence by sequence: the
  /// bits of each are those of a call for it alone, whatever the others are. No gradient flows.
  /// Preconditions: counts and lengths fit the shapes, and no sequence has more queries than keys.
  ///
  /// - Parameters:
  ///   - keys: `[rows, capacity, keyHeads · headDim]`, a sequence in each row, from its beginning.
  ///   - values: `[rows, capacity, valueHeads · valueDim]`.
  ///   - queryCounts: how many of these queries `[1, Σ queryCounts, queryHeads · headDim]` belong to
  ///     each row, in the order of the rows; 0 for a row that is not asked.
  ///   - keyLengths: how many keys of each row are filled, those of its queries included.
  /// - Returns: `[1, Σ queryCounts, queryHeads · valueDim]`, and the largest scaled score of each query
  ///   head, 0 in a dry run.
  package func attention(
    keys: Tensor, values: Tensor, heads: AttentionHeads, queryCounts: [Int], keyLengths: [Int]
  ) -> (output: Tensor, maxLogits: [Float]) {
    let spans = raggedSpans(keys, values, heads, queryCounts, keyLengths)
    let time = shape[1]
    let kernelShape = AttentionShape(
      batch: 1, queryLength: time, keyLength: keys.shape[1], queryHeads: heads.queryHeads,
      keyHeads: heads.keyHeads, valueHeads: heads.valueHeads, headDim: heads.headDim,
      valueDim: heads.valueDim)
    var maxLogits = [Float](repeating: hasNumbers ? -.infinity : 0, count: heads.queryHeads)
    var logSumExp = Tensor(shape: [time, heads.queryHeads]) { _ in }
    let output = Tensor(shape: [1, time, heads.queryHeads * heads.valueDim]) { o in
      logSumExp.withUnsafeMutablePointer { logSumExp in
        withUnsafePointer { q in
          keys.withUnsafePointer { k in
            values.withUnsafePointer { v in
              Vectorized.attentionForward(
                kernelShape, heads.layout, spans: spans, q: q, k: k, v: v, segments: nil, o: o,
                logSumExp: logSumExp, maxLogits: &maxLogits)
            }
          }
        }
      }
    }
    for span in spans {
      DryRun.count(KernelWork(name: "attention", flops: kernelShape.of(span).causalFLOPs))
    }
    return (output, maxLogits)
  }

  /// Where the queries and the filled keys of each row lie that is asked.
  private func raggedSpans(
    _ keys: Tensor, _ values: Tensor, _ heads: AttentionHeads, _ counts: [Int], _ lengths: [Int]
  ) -> [AttentionSpan] {
    precondition(
      shape.rank == 3 && shape[0] == 1 && shape[2] == heads.queryHeads * heads.headDim
        && keys.shape.rank == 3 && values.shape.rank == 3
        && keys.shape[0] == values.shape[0] && keys.shape[1] == values.shape[1]
        && keys.shape[2] == heads.keyHeads * heads.headDim
        && values.shape[2] == heads.valueHeads * heads.valueDim
        && shape[1] <= Int(Int32.max) / heads.queryHeads,
      "ragged attention: queries \(shape), keys \(keys.shape), values \(values.shape) do not fit "
        + "\(heads.queryHeads)/\(heads.keyHeads)/\(heads.valueHeads) heads of \(heads.headDim) "
        + "and \(heads.valueDim)")
    let (rows, capacity) = (keys.shape[0], keys.shape[1])
    precondition(
      counts.count == rows && lengths.count == rows && counts.reduce(0, +) == shape[1]
        && zip(counts, lengths).allSatisfy { $0 >= 0 && $0 <= $1 && $1 <= capacity },
      "ragged attention: \(shape[1]) queries in rows of \(counts) over \(lengths) of \(capacity) keys "
        + "in \(rows) rows")
    var spans: [AttentionSpan] = []
    var first = 0
    for (row, count) in counts.enumerated() where count > 0 {
      spans.append(
        AttentionSpan(
          firstQuery: first, queryCount: count, firstKey: row * capacity, keyCount: lengths[row]))
      first += count
    }
    return spans
  }
}
