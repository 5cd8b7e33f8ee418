internal import MotifTensor

/// The operations of a block: what each allocates, what its gradient keeps and allocates.
///
/// One function for each file in `MotifTensor/Operations`; `rows` are tokens. Gradients capture nodes,
/// never values, so that `keeping` and `aside` alone say what stays.
extension StepReplay {
  func linear(_ x: Value, _ weight: Parameter, rows: Int) -> Value {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let kept = weight.value.node == nil ? [] : [x.kept]
    let y = result(rows * outputs, of: [x, weight.value], keeping: kept) {
      [self, input = x.node, weight = weight.value.node] _ in
      if input != nil {
        accumulate(rows * inputs, to: input)
        scratch(OperationScratch.product(m: rows, n: inputs, k: outputs))
      }
      if weight != nil {
        accumulate(outputs * inputs, to: weight)
        scratch(
          OperationScratch.product(m: outputs, n: inputs, k: rows, transposedLeft: true))
      }
    }
    scratch(OperationScratch.product(m: rows, n: outputs, k: inputs))
    return y
  }

  func rmsNorm(_ x: Value, _ gain: Parameter, rows: Int) -> Value {
    let columns = gain.shape[0]
    return result(
      rows * columns, of: [x, gain.value], keeping: [x.kept], aside: rows, isCheap: true
    ) { [self, input = x.node, gain = gain.value.node] _ in
      let gradient = pool.allocate(columns, for: .gradients)
      accumulate(rows * columns, to: input)
      add(gradient, to: gain)
    }
  }

  func rotary(_ x: Value) -> Value {
    let count = x.storage.count
    return result(count, of: [x], keeping: []) { [self, input = x.node] _ in
      addFresh(count, to: input)
    }
  }

  func attention(
    _ queries: Value, _ keys: Value, _ values: Value, _ heads: AttentionHeads, batch: Int,
    length: Int
  ) -> Value {
    let rows = batch * length
    let inputs = [queries, keys, values]
    let count = rows * heads.queryHeads * heads.valueDim
    return result(
      count, of: inputs, keeping: inputs.map(\.kept), aside: rows * heads.queryHeads,
      keepingResult: true
    ) { [self, nodes = inputs.map(\.node), counts = inputs.map(\.storage.count)] _ in
      let gradients = counts.map { pool.allocate($0, for: .buffers) }
      scratch(OperationScratch.attentionBackward(heads, batch: batch, length: length))
      for (gradient, node) in zip(gradients, nodes) { add(gradient, to: node) }
    }
  }

  func differentialCombine(
    _ x: Value, gain: Parameter, lambda: [Parameter], _ heads: AttentionHeads, rows: Int
  ) -> Value {
    let groups = heads.queryHeads / (heads.signalHeads + 1)
    let count = x.storage.count
    let vectors = ([gain] + lambda).map { (node: $0.value.node, count: $0.shape[0]) }
    return result(
      rows * groups * heads.signalHeads * heads.valueDim,
      of: [x, gain.value] + lambda.map(\.value), keeping: [x.kept], isCheap: true
    ) { [self, input = x.node] _ in
      addFresh(count, to: input)
      for vector in vectors { addFresh(vector.count, to: vector.node) }
    }
  }

  /// `x + scale · branch`.
  func adding(_ x: Value, _ branch: Value, isScaled: Bool) -> Value {
    let count = x.storage.count
    return result(count, of: [x, branch], keeping: []) {
      [self, input = x.node, branch = branch.node] upstream in
      add(upstream, to: input)
      if isScaled { addFresh(count, to: branch) } else { add(upstream, to: branch) }
    }
  }

  func polyNorm(
    _ x: Value, times factor: Value, weight: Parameter, bias: Parameter, rows: Int
  ) -> Value {
    let count = x.storage.count
    return result(
      count, of: [x, factor, weight.value, bias.value],
      keeping: [x.kept, factor.kept], aside: 3 * rows, isCheap: true
    ) {
      [
        self, input = x.node, weight = weight.value.node, bias = bias.value.node,
        factor = factor.node
      ] _ in
      let factorGradient = pool.allocate(count, for: .buffers)
      addFresh(count, to: input)
      addFresh(3, to: weight)
      addFresh(1, to: bias)
      add(factorGradient, to: factor)
    }
  }

  func embedding(_ table: Parameter, rows: Int) -> Value {
    let (vocabulary, columns) = (table.shape[0], table.shape[1])
    return result(rows * columns, of: [table.value], keeping: []) {
      [self, table = table.value.node] _ in
      accumulate(vocabulary * columns, to: table)
    }
  }

  /// The loss, whose gradients for hidden states and head are made in the forward pass, a few hundred
  /// rows of logits at a time.
  func crossEntropy(_ hidden: Value, head: Parameter, rows: Int) {
    let (vocabulary, columns) = (head.shape[0], head.shape[1])
    let hiddenGradient = pool.allocate(rows * columns, for: .buffers)
    let headGradient = head.value.node.map { _ in
      pool.allocate(vocabulary * columns, for: .gradients)
    }
    logits(head, rows: rows, makesGradients: true)
    let loss = result(1, of: [hidden, head.value], keeping: []) {
      [self, hidden = hidden.node, head = head.value.node] _ in
      add(hiddenGradient, to: hidden)
      if let headGradient { add(headGradient, to: head) }
    }
    addFresh(1, to: loss.node)
  }

  /// The logits of a chunk of rows, with the products that they take part in.
  func logits(_ head: Parameter, rows: Int, makesGradients: Bool) {
    let (vocabulary, columns) = (head.shape[0], head.shape[1])
    let chunk = Tensor.logitRows(rows: rows, vocabulary: vocabulary)
    let logits = pool.allocate(chunk * vocabulary, for: .buffers)
    scratch(OperationScratch.product(m: chunk, n: vocabulary, k: columns))
    if makesGradients {
      scratch(OperationScratch.product(m: chunk, n: columns, k: vocabulary))
      scratch(
        OperationScratch.product(m: vocabulary, n: columns, k: chunk, transposedLeft: true))
    }
    withExtendedLifetime(logits) {}
  }
}
