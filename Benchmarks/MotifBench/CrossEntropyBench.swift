import MotifKernels
import MotifTensor

/// Cross-entropy fused with the product by the output head, with gradients.
struct CrossEntropyBench: BenchGroup {
  let name = "cross-entropy"

  func cases() -> [BenchCase] {
    [
      loss(tokens: 1024, hidden: 128, vocabulary: 512),
      loss(tokens: 1024, hidden: 256, vocabulary: 4096),
      loss(tokens: 256, hidden: 1024, vocabulary: 32_768),
      workspace(tokens: 256, hidden: 4096, vocabulary: 219_520),
    ]
  }

  /// Loss, dh and dW: three products.
  private func loss(tokens: Int, hidden: Int, vocabulary: Int) -> BenchCase {
    BenchCase(
      name: "\(tokens)x\(hidden)x\(vocabulary)",
      work: .arithmetic(6 * Double(tokens) * Double(hidden) * Double(vocabulary)),
      peer: PeerRequest(
        operation: "cross_entropy",
        arguments: ["tokens": tokens, "hidden": hidden, "vocabulary": vocabulary])
    ) {
      let problem = HeadProblem(tokens: tokens, hidden: hidden, vocabulary: vocabulary)
      let head = problem.head.tracked()
      return { _ = problem.loss(head: head).backward() }
    }
  }

  /// Loss and dh at the size of Motif-2-12.7B's head; the note says how much memory that takes.
  private func workspace(tokens: Int, hidden: Int, vocabulary: Int) -> BenchCase {
    var result = BenchCase(
      name: "\(tokens)x\(hidden)x\(vocabulary)-frozen-head",
      work: .arithmetic(4 * Double(tokens) * Double(hidden) * Double(vocabulary))
    ) {
      let problem = HeadProblem(tokens: tokens, hidden: hidden, vocabulary: vocabulary)
      BufferPool.resetPeak()
      return { _ = problem.loss(head: problem.head).backward() }
    }
    result.note = {
      let operands = 4 * (vocabulary * hidden + tokens * hidden)
      let workspace = BufferPool.statistics.peakBytes - operands
      return "workspace \(workspace >> 20) MiB beside operands of \(operands >> 20) MiB"
    }
    return result
  }
}

private struct HeadProblem {
  let states: Tensor
  let head: Tensor
  let labels: TokenTensor

  init(tokens: Int, hidden: Int, vocabulary: Int) {
    states = Tensor(benchShape: [tokens, hidden], scale: 1).tracked()
    head = Tensor(benchShape: [vocabulary, hidden], scale: 0.02)
    labels = TokenTensor((0..<tokens).map { ($0 * 7919) % vocabulary }, shape: [tokens])
  }

  func loss(head: Tensor) -> Tensor {
    states.crossEntropy(head: head, labels: labels, normalizer: Double(labels.count))
  }
}
