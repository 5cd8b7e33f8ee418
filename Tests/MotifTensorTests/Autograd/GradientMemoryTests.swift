import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

/// What a training step leaves behind in the buffer pool.
///
/// The pool belongs to the process, so each measurement has a process of its own.
@Suite("Gradient memory") struct GradientMemoryTests {
  @Test("kept tensors, then gradients, go back to the pool")
  func released() async {
    await #expect(processExitsWith: .success) {
      let before = live()
      do {
        let leaf = Tensor(repeating: 0.5, shape: [1000]).tracked()
        let block = live() - before
        #expect(block >= 4000)
        let loss = (leaf.scaled(by: 2) * leaf).sum()
        let withGraph = live()
        #expect(withGraph >= before + 2 * block, "the graph keeps what the backward pass needs")
        var gradients: Gradients? = loss.backward()
        // The loss is still held, what it kept is not: leaf, loss and one gradient are left.
        let scalar = live() - before - 2 * block
        #expect(scalar > 0 && scalar <= 64)
        #expect(gradients?[leaf]?.values.first == 2)
        gradients = nil
        #expect(live() == before + block + scalar)
        #expect(loss.item == 500)
      }
      #expect(live() == before)
    }
  }

  @Test("a whole block's worth of operations leaves nothing")
  func everyOperation() async {
    await #expect(processExitsWith: .success) {
      let before = live()
      do {
        let heads = AttentionHeads.differential(
          groups: 2, signalHeads: 2, keyGroups: 1, headDim: 4)
        let table = RotaryTable(headDim: 4, theta: 100, length: 8)
        let positions = TokenTensor(Array(0..<7), shape: [1, 7])
        let words = Tensor.random("words", [11, 24]).tracked()
        let vectors = (0..<4).map { Tensor.random("λ\($0)", [4]).tracked() }
        let gain = Tensor.random("gain", [8]).tracked()
        let poly = Tensor.random("poly", [3]).tracked()
        let bias = Tensor.random("bias", [1]).tracked()
        let (keyMap, gate) = (Tensor.random("k", [8, 24]), Tensor.random("gate", [24, 32]))
        let parameters = live()
        let ids = TokenTensor([3, 1, 4, 1, 5, 9, 2] as [Int], shape: [1, 7])
        let x = words.gather(ids)
        let queries = x.rotated(table, positions: positions, heads: 6)
        let attended = queries.attention(
          keys: x.linear(keyMap), values: x.linear(keyMap), heads: heads)
        let combined = attended.output.differentialCombine(
          lambda: LambdaVectors(
            q1: vectors[0], k1: vectors[1], q2: vectors[2], k2: vectors[3], initial: 0.2),
          gain: gain, epsilon: 1e-5, heads: heads)
        let hidden = combined.linear(gate)
        let y = hidden.polyNorm(weight: poly, bias: bias, epsilon: 1e-6, times: hidden).softmax()
        let loss = y.adding(x, scale: 0.5).crossEntropy(head: words, labels: ids, normalizer: 7)
        _ = loss.backward()
        // What is left besides the parameters are the results that this scope still names.
        #expect(live() > parameters)
        #expect(loss.item > 0)
      }
      #expect(live() == before)
    }
  }

  @Test("a graph that is dropped without a backward pass is released; recording off keeps nothing")
  func dropped() async {
    await #expect(processExitsWith: .success) {
      let leaf = Tensor(repeating: 0.5, shape: [1000]).tracked()
      let before = live()
      do {
        let loss = (leaf.scaled(by: 2) * leaf).sum()
        #expect(live() > before + 64 && loss.node != nil)
      }
      #expect(live() == before)
      let loss = withoutGradients { (leaf.scaled(by: 2) * leaf).sum() }
      #expect(live() == before + 64 && loss.node == nil)
    }
  }
}

private func live() -> Int { BufferPool.statistics.liveBytes }
