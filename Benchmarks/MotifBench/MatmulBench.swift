import MotifKernels
import MotifTensor

/// The matrix product: squares, an awkward shape, the products of a training step, decoding.
struct MatmulBench: BenchGroup {
  let name = "matmul"

  private struct Shape {
    let m: Int
    let n: Int
    let k: Int
    var transposeA = false
    var transposeB = false
    var beta = 0
  }

  func cases() -> [BenchCase] {
    let squares = [64, 128, 256, 512, 1024, 2048].map { Shape(m: $0, n: $0, k: $0) }
    let awkward = [Shape(m: 97, n: 515, k: 1030), Shape(m: 1024, n: 512, k: 128)]
    return (squares + awkward + training + deep).map(product) + decoding.map(product)
  }

  /// y = x·Wᵀ, dx = dy·W and dW += dyᵀ·x of a linear layer (tokens, inputs, outputs).
  private var training: [Shape] {
    [
      (1024, 128, 512), (1024, 256, 128), (1024, 256, 1024), (1024, 1024, 256), (1024, 512, 256),
      (2048, 512, 2048), (4096, 256, 1024), (1024, 1024, 4096),
    ]
    .flatMap { (tokens, inputs, outputs) in
      [
        Shape(m: tokens, n: outputs, k: inputs, transposeB: true),
        Shape(m: tokens, n: inputs, k: outputs),
        Shape(m: outputs, n: inputs, k: tokens, transposeA: true, beta: 1),
      ]
    }
  }

  private var deep: [Shape] { [Shape(m: 64, n: 64, k: 4096, transposeA: true, beta: 1)] }

  private var decoding: [Shape] {
    [1, 2, 4, 8, 16].flatMap { m in
      [2048, 8192].flatMap { n in
        [Shape(m: m, n: n, k: n, transposeB: true), Shape(m: m, n: n, k: n)]
      }
    }
  }

  private func product(_ s: Shape) -> BenchCase {
    let kind = (s.transposeA ? "T" : "N") + (s.transposeB ? "T" : "N") + (s.beta == 1 ? "+" : "")
    let flops = 2 * Double(s.m) * Double(s.n) * Double(s.k)
    let bytes = 4 * Double(s.m * s.k + s.k * s.n + s.m * s.n)
    return BenchCase(
      name: "\(s.m)x\(s.n)x\(s.k)-\(kind)", work: s.m <= 4 ? .traffic(bytes) : .arithmetic(flops),
      peer: PeerRequest(
        operation: "matmul",
        arguments: [
          "m": s.m, "n": s.n, "k": s.k, "transpose_a": s.transposeA ? 1 : 0,
          "transpose_b": s.transposeB ? 1 : 0, "beta": s.beta,
        ])
    ) {
      let a = BenchBuffer(s.m * s.k)
      let b = BenchBuffer(s.k * s.n)
      let c = BenchBuffer(s.m * s.n)
      return {
        Vectorized.matmul(
          m: s.m, n: s.n, k: s.k, a: a.pointer, lda: s.transposeA ? s.m : s.k,
          transposeA: s.transposeA, b: b.pointer, ldb: s.transposeB ? s.k : s.n,
          transposeB: s.transposeB, beta: Float(s.beta), c: c.pointer, ldc: s.n)
      }
    }
  }
}
