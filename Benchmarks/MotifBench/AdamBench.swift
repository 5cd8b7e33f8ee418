import MotifKernels

/// One AdamW step: four reads and three writes a weight.
struct AdamBench: BenchGroup {
  let name = "adam"

  func cases() -> [BenchCase] { [1 << 18, 1 << 20, 10_600_000].map(update) }

  private func update(_ count: Int) -> BenchCase {
    BenchCase(
      name: "\(count)", work: .traffic(28 * Double(count)),
      peer: PeerRequest(operation: "adam", arguments: ["count": count])
    ) {
      let weight = BenchBuffer(count)
      let gradient = BenchBuffer(count)
      let first = BenchBuffer(count)
      let second = BenchBuffer(count)
      Vectorized.multiply(second.pointer, second.pointer, count: count, out: second.pointer)
      let step = AdamStep<Float>(
        learningRate: 1e-4, weightDecay: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, step: 10)
      return {
        Vectorized.adamUpdate(
          weight: weight.pointer, gradient: gradient.pointer, first: first.pointer,
          second: second.pointer, count: count, step: step)
      }
    }
  }
}
