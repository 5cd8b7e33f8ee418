internal import MotifKernels

extension Tensor {
  /// Next-token cross-entropy of hidden states through an output head, without ever holding all logits.
  ///
  /// `loss = Σ_t (log Σ_v exp(h_t·w_v) − h_t·w_label) / normalizer` over labels ≥ 0, in float32 with a
  /// shifted log-sum-exp; `zLoss` adds `zLoss · (log Σ exp)²`. Tokens are taken in chunks, and while
  /// gradients are recorded `dh = (p − onehot) W / normalizer` and `dW = (p − onehot)ᵀ h / normalizer`
  /// are made from each chunk at once, so the workspace is one chunk of logits.
  /// Cost: 2 · tokens · hidden · vocabulary, three times that with gradients.
  ///
  /// - Parameters:
  ///   - head: `[vocabulary, hidden]`.
  ///   - labels: as many as `self` has rows; negative ones are ignored.
  ///   - normalizer: usually the number of valid labels in the whole batch, over all micro-batches.
  ///   - zLoss: the weight of `(log Σ exp)²`.
  ///   - precision: in what numbers the products with the head are taken, all three.
  public func crossEntropy(
    head: Tensor, labels: TokenTensor, normalizer: Double, zLoss: Float = 0,
    precision: ProductPrecision = .float32
  ) -> Tensor {
    crossEntropy(
      head: head, labels: labels, normalizer: normalizer, zLoss: zLoss, precision: precision,
      tokens: 0..<head.shape[0], vocabulary: head.shape[0], over: TensorGroup())
  }

  /// Vocabulary-parallel cross-entropy: this rank has the rows `tokens` of a head of `vocabulary` rows.
  ///
  /// For each chunk of tokens the rows' maxima are one over the ranks, then in one sum `Σ exp` and the
  /// logit of the label, float32 numbers in rank order; the loss has the same bits on all ranks. All
  /// ranks take the same chunks, whatever their part. dW is that of this rank's rows, dh this rank's
  /// part of a sum: take the hidden states through ``shared(over:)``. One rank has the whole head and
  /// communicates nothing. Source: Megatron-LM, arXiv 1909.08053, section 3.
  ///
  /// - Parameters:
  ///   - head: `[tokens.count, hidden]`; may be empty.
  ///   - labels: ids of the whole vocabulary; negative ones are ignored.
  ///   - tokens: the ids of this head's rows.
  ///   - vocabulary: the rows of all ranks together.
  ///   - group: the ranks, with the same hidden states and labels.
  package func crossEntropy(
    head: Tensor, labels: TokenTensor, normalizer: Double, zLoss: Float = 0,
    precision: ProductPrecision = .float32, tokens: Range<Int>, vocabulary: Int,
    over group: TensorGroup
  ) -> Tensor {
    checkLabels(head, labels, vocabulary)
    precondition(
      head.shape[0] == tokens.count && tokens.lowerBound >= 0 && tokens.upperBound <= vocabulary
        && (group.size > 1 || tokens.count == vocabulary),
      "crossEntropy: a head \(head.shape) for the tokens \(tokens) of \(vocabulary)")
    let hidden = self
    let wantsGradient = Recording.current.extent == .graph && (node != nil || head.node != nil)
    // Each chunk writes its rows of dh; the first writes dW and the others add to it.
    var dhidden = wantsGradient ? Tensor(shape: shape, purpose: .buffers) { _ in } : nil
    var dhead =
      wantsGradient && head.node != nil
      ? Tensor(shape: head.shape, purpose: .gradients) { _ in } : nil
    if shape.rows == 0, dhead != nil { dhead = Tensor(repeating: 0, shape: head.shape) }
    var total = 0.0
    DryRun.count(
      .crossEntropy(
        shape, head.shape, vocabulary, products: [true, dhidden != nil, dhead != nil],
        precision.unit))
    forEachChunk(head, labels, vocabulary, precision) { chunk in
      let losses = chunk.losses(
        scale: Float(1 / normalizer), zLoss: zLoss, writeGradient: wantsGradient, tokens, group)
      total += losses.reduce(0) { $0 + Double($1) }
      guard wantsGradient else { return }
      let (columns, vocabulary) = (shape.columns, head.shape[0])
      dhidden?.withUnsafeMutablePointer { dhidden in
        head.withUnsafePointer { head in
          Vectorized.matmulBFloat16(
            unit: precision.unit, m: chunk.rows, n: columns, k: vocabulary, a: chunk.logits,
            lda: vocabulary, b: head,
            ldb: columns, c: dhidden + chunk.start * columns, ldc: columns)
        }
      }
      dhead?.withUnsafeMutablePointer { dhead in
        hidden.withUnsafePointer { hidden in
          Vectorized.matmulBFloat16(
            unit: precision.unit, m: vocabulary, n: columns, k: chunk.rows, a: chunk.logits,
            lda: vocabulary,
            transposeA: true, b: hidden + chunk.start * columns, ldb: columns,
            beta: chunk.start == 0 ? 0 : 1, c: dhead, ldc: columns)
        }
      }
    }
    let loss = Tensor(scalar: Float(total / normalizer))
    let (hiddenGradient, headGradient) = (dhidden, dhead)
    let (hiddenTarget, headTarget) = (target, head.target)
    return loss.recorded("crossEntropy", from: [hidden, head]) { upstream, sink in
      let factor = upstream.item
      func scaled(_ gradient: Tensor) -> Tensor {
        factor == 1 ? gradient : gradient.scaled(by: factor)
      }
      if let hiddenGradient { sink.add(scaled(hiddenGradient), to: hiddenTarget) }
      if let headGradient { sink.add(scaled(headGradient), to: headTarget) }
    }
  }

  /// The cross-entropy of every row, in nats, zero where the label is negative; no gradient.
  ///
  /// Empty in a dry run.
  public func tokenLosses(
    head: Tensor, labels: TokenTensor, precision: ProductPrecision = .float32
  ) -> [Float] {
    let vocabulary = head.shape[0]
    checkLabels(head, labels, vocabulary)
    DryRun.count(
      .crossEntropy(
        shape, head.shape, vocabulary, products: [true, false, false], precision.unit))
    guard hasNumbers else { return [] }
    var losses = [Float](repeating: 0, count: shape.rows)
    forEachChunk(head, labels, vocabulary, precision) { chunk in
      losses.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        Vectorized.crossEntropy(
          logits: chunk.logits, labels: chunk.labels, rows: chunk.rows, columns: head.shape[0],
          scale: 1, zLoss: 0, writeGradient: false, losses: base + chunk.start)
      }
    }
    return losses
  }

  private func checkLabels(_ head: Tensor, _ labels: TokenTensor, _ vocabulary: Int) {
    precondition(
      head.shape.rank == 2 && head.shape[1] == shape.columns && labels.count == shape.rows,
      "crossEntropy: hidden \(shape), head \(head.shape), \(labels.count) labels")
    precondition(
      labels.values.allSatisfy { Int($0) < vocabulary },
      "crossEntropy: label \(labels.values.max() ?? 0) in a vocabulary of \(vocabulary)")
  }

  private struct LogitChunk {
    let start: Int
    let rows: Int
    let logits: UnsafeMutablePointer<Float>
    let labels: UnsafePointer<Int32>

    /// The losses of the rows, whose logits become gradients where those are wanted.
    func losses(
      scale: Float, zLoss: Float, writeGradient: Bool, _ tokens: Range<Int>, _ group: TensorGroup
    ) -> [Float] {
      var losses = [Float](repeating: 0, count: rows)
      guard group.size > 1 else {
        Vectorized.crossEntropy(
          logits: logits, labels: labels, rows: rows, columns: tokens.count, scale: scale,
          zLoss: zLoss, writeGradient: writeGradient, losses: &losses)
        return losses
      }
      var peaks = losses
      Vectorized.crossEntropyPeaks(
        logits: logits, labels: labels, rows: rows, columns: tokens.count, peaks: &peaks)
      peaks = group.maximum(peaks)
      var terms = [Float](repeating: 0, count: 2 * rows)
      Vectorized.crossEntropyTerms(
        logits: logits, labels: labels, first: tokens.lowerBound, peaks: peaks, rows: rows,
        columns: tokens.count, writeExponentials: writeGradient, terms: &terms)
      terms = group.sum(terms)
      Vectorized.crossEntropyFromTerms(
        exponentials: logits, labels: labels, first: tokens.lowerBound, peaks: peaks, terms: terms,
        rows: rows, columns: tokens.count, scale: scale, zLoss: zLoss,
        writeGradient: writeGradient, losses: &losses)
      return losses
    }
  }

  /// How many tokens' logits are held at a time.
  ///
  /// 64 MiB of logits, but never fewer than 128 tokens: every chunk packs the head again and adds to
  /// its gradient again, which thin products do not pay for.
  fileprivate static func logitRows(rows: Int, vocabulary: Int) -> Int {
    min(rows, max(128, (1 << 24) / max(1, vocabulary)))
  }

  /// Computes the logits of some tokens at a time and hands them to `body`.
  ///
  /// How many follows from the whole vocabulary, so that all ranks that share a head agree.
  private func forEachChunk(
    _ head: Tensor, _ labels: TokenTensor, _ whole: Int, _ precision: ProductPrecision,
    _ body: (LogitChunk) -> Void
  ) {
    let (rows, columns, vocabulary) = (shape.rows, shape.columns, head.shape[0])
    let size = Self.logitRows(rows: rows, vocabulary: whole)
    guard rows > 0, hasNumbers else { return }
    BufferPool.withScratch(size * vocabulary) { logits in
      labels.values.withUnsafeBufferPointer { labels in
        guard let labels = labels.baseAddress else { return }
        for start in stride(from: 0, to: rows, by: size) {
          let count = min(size, rows - start)
          withUnsafePointer { hidden in
            head.withUnsafePointer { head in
              Vectorized.matmulBFloat16(
                unit: precision.unit, m: count, n: vocabulary, k: columns,
                a: hidden + start * columns, lda: columns,
                b: head, ldb: columns, transposeB: true, c: logits, ldc: vocabulary)
            }
          }
          body(LogitChunk(start: start, rows: count, logits: logits, labels: labels + start))
        }
      }
    }
  }
}

extension KernelWork {
  /// The chunks of logits of `hidden` states through a `head`: `products` says which of logits, `dh`
  /// and `dW` are made of each, `whole` how many rows the heads of all ranks have.
  fileprivate static func crossEntropy(
    _ hidden: Shape, _ head: Shape, _ whole: Int, products: [Bool], _ unit: ProductUnit
  ) -> KernelWork {
    let (columns, vocabulary) = (hidden.columns, head[0])
    let chunk = Tensor.logitRows(rows: hidden.rows, vocabulary: whole)
    func scratch(_ m: Int, _ n: Int, _ k: Int, transposeA: Bool = false) -> Int {
      Vectorized.matmulBFloat16ScratchCount(unit: unit, m: m, n: n, k: k, transposeA: transposeA)
    }
    let scratch = [
      scratch(chunk, vocabulary, columns), scratch(chunk, columns, vocabulary),
      scratch(vocabulary, columns, chunk, transposeA: true),
    ]
    let made = zip(scratch, products).filter(\.1).map(\.0)
    let flops = 2 * Double(hidden.rows) * Double(columns) * Double(vocabulary)
    return KernelWork(
      name: "crossEntropy", flops: Double(made.count) * flops,
      heldScratch: chunk * vocabulary, scratch: made)
  }
}
