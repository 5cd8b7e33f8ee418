internal import MotifKernels

extension Tensor {
  /// Causal softmax attention of these queries over keys and values.
  ///
  /// `o_h = softmax(q_h k_hᵀ / √d + M) v_h` in one pass over the keys, never holding a time × time
  /// matrix; the queries are the last `time` of the keys. Gradients recompute the probabilities tile
  /// by tile from the saved log-sum-exp. Source: arXiv 2205.14135 (the algorithm), 2510.06949 (heads).
  ///
  /// - Parameters:
  ///   - keys: `[batch, keyTime, keyHeads · headDim]`.
  ///   - values: `[batch, keyTime, valueHeads · valueDim]`.
  ///   - heads: which key and value head each query head reads.
  ///   - segments: `[batch, keyTime]`; attention stays inside equal ids, rows of id 0 give zero.
  ///   - keyLength: how many of the keys are filled, for a cache of one sequence; nil means all.
  /// - Returns: `[batch, time, queryHeads · valueDim]`, and the largest scaled score of each query head,
  ///   0 in a dry run.
  public func attention(
    keys: Tensor, values: Tensor, heads: AttentionHeads, segments: TokenTensor? = nil,
    keyLength: Int? = nil
  ) -> (output: Tensor, maxLogits: [Float]) {
    let (batch, time) = checkAttention(keys, values, heads, keyLength)
    let length = keyLength ?? keys.shape[1]
    precondition(
      segments == nil || segments?.count == batch * length,
      "attention: \(segments?.count ?? 0) segment ids for \(batch) × \(length) keys")
    let kernelShape = AttentionShape(
      batch: batch, queryLength: time, keyLength: length, queryHeads: heads.queryHeads,
      keyHeads: heads.keyHeads, valueHeads: heads.valueHeads, headDim: heads.headDim,
      valueDim: heads.valueDim)
    var maxLogits = [Float](repeating: hasNumbers ? -.infinity : 0, count: heads.queryHeads)
    var logSumExp = Tensor(repeating: 0, shape: [batch, heads.queryHeads, time])
    let output = Tensor(shape: [batch, time, heads.queryHeads * heads.valueDim]) { o in
      precondition(
        time <= Int(Int32.max) / heads.queryHeads,
        "attention: \(time) queries of \(heads.queryHeads) heads; kernels count them in 32 bits")
      logSumExp.withUnsafeMutablePointer { logSumExp in
        withPointers(self, keys, values, segments) { q, k, v, segments in
          Vectorized.attentionForward(
            kernelShape, heads.layout, q: q, k: k, v: v, segments: segments, o: o,
            logSumExp: logSumExp, maxLogits: &maxLogits)
        }
      }
    }
    DryRun.count(KernelWork(name: "attention", flops: kernelShape.causalFLOPs))
    let saved = logSumExp
    let kept = [self, keys, values].map(\.kept)
    let keptOutput = output.kept
    let recorded = output.recorded("attention", from: [self, keys, values]) { upstream, sink in
      let (queries, keys, values) = (kept[0].tensor, kept[1].tensor, kept[2].tensor)
      // The kernel writes every number of the three, but for keys beyond the filled ones.
      var dq = Tensor(shape: queries.shape) { _ in }
      var (dk, dv) = (keys.unfilledGradient(length), values.unfilledGradient(length))
      withPointers(queries, keys, values, segments) { q, k, v, segments in
        keptOutput.tensor.withUnsafePointer { o in
          upstream.withUnsafePointer { dout in
            saved.withUnsafePointer { logSumExp in
              dq.withUnsafeMutablePointer { dq in
                dk.withUnsafeMutablePointer { dk in
                  dv.withUnsafeMutablePointer { dv in
                    Vectorized.attentionBackward(
                      kernelShape, heads.layout, q: q, k: k, v: v, segments: segments, o: o,
                      logSumExp: logSumExp, outputGradient: dout, dq: dq, dk: dk, dv: dv)
                  }
                }
              }
            }
          }
        }
      }
      DryRun.count(.attentionGradient(kernelShape, heads.layout))
      sink.add(dq, to: kept[0].target)
      sink.add(dk, to: kept[1].target)
      sink.add(dv, to: kept[2].target)
    }
    return (recorded, maxLogits)
  }

  private func checkAttention(
    _ keys: Tensor, _ values: Tensor, _ heads: AttentionHeads, _ keyLength: Int?
  ) -> (batch: Int, time: Int) {
    precondition(
      shape.rank == 3 && keys.shape.rank == 3 && values.shape.rank == 3
        && keys.shape[0] == shape[0] && values.shape[0] == shape[0]
        && keys.shape[1] == values.shape[1] && shape[2] == heads.queryHeads * heads.headDim
        && keys.shape[2] == heads.keyHeads * heads.headDim
        && values.shape[2] == heads.valueHeads * heads.valueDim,
      "attention: queries \(shape), keys \(keys.shape), values \(values.shape) do not fit "
        + "\(heads.queryHeads)/\(heads.keyHeads)/\(heads.valueHeads) heads of \(heads.headDim) "
        + "and \(heads.valueDim)")
    let length = keyLength ?? keys.shape[1]
    precondition(
      length <= keys.shape[1] && length >= shape[1] && (keyLength == nil || shape[0] == 1),
      "attention: \(shape[1]) queries over \(length) of \(keys.shape[1]) keys, batch \(shape[0])")
    return (shape[0], shape[1])
  }
}

extension Tensor {
  /// Memory for the gradient of these keys or values, zero where only `length` of them are filled.
  fileprivate func unfilledGradient(_ length: Int) -> Tensor {
    length == shape[1] ? Tensor(shape: shape) { _ in } : Tensor(repeating: 0, shape: shape)
  }
}

extension AttentionShape {
  /// Floating-point operations of scores and output: each query meets the keys up to its own.
  var causalFLOPs: Double {
    let pairs = Double(queryLength) * Double(2 * keyLength - queryLength + 1) / 2
    return 2 * Double(batch * queryHeads) * Double(headDim + valueDim) * pairs
  }
}

extension KernelWork {
  /// Four products for the two of the forward pass, and parts of key and value gradients; the
  /// probabilities are computed again, which is no work of the model's.
  fileprivate static func attentionGradient(
    _ shape: AttentionShape, _ layout: AttentionLayout
  ) -> KernelWork {
    KernelWork(
      name: "attention gradient", flops: 2 * shape.causalFLOPs,
      scratch: [Vectorized.attentionBackwardScratchCount(shape, layout)])
  }
}

private func withPointers<Result>(
  _ q: Tensor, _ k: Tensor, _ v: Tensor, _ segments: TokenTensor?,
  _ body: (
    UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Int32>?
  ) -> Result
) -> Result {
  q.withUnsafePointer { q in
    k.withUnsafePointer { k in
      v.withUnsafePointer { v in
        guard let segments else { return body(q, k, v, nil) }
        return segments.values.withUnsafeBufferPointer { body(q, k, v, $0.baseAddress) }
      }
    }
  }
}
