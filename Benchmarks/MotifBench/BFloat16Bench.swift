import MotifKernels
import MotifTensor
import MotifVector

/// Products of operands in bfloat16 with Float32 sums, from Float32 operands that are rounded on the
/// way and from stored bfloat16; the note names the unit.
///
/// The limit beside a row is that of Float32, which the units are to exceed. The peer is PyTorch's
/// autocast, which rounds Float32 operands as well, and its product of stored bfloat16.
struct BFloat16Bench: BenchGroup {
  let name = "matmul-bf16"

  private struct Shape {
    let m: Int
    let n: Int
    let k: Int
    var transposeA = false
    var transposeB = false
    var isStored = false
  }

  func cases() -> [BenchCase] {
    let sizes = [256, 512, 1024, 2048]
    let squares = sizes.map { Shape(m: $0, n: $0, k: $0) }
    let stored = sizes.map { Shape(m: $0, n: $0, k: $0, isStored: true) }
    return (squares + stored + training + decoding).map(product)
  }

  /// y = x·Wᵀ, dx = dy·W and dW = dyᵀ·x of a linear layer.
  private var training: [Shape] {
    [(1024, 256, 1024), (2048, 512, 2048)].flatMap { tokens, inputs, outputs in
      [
        Shape(m: tokens, n: outputs, k: inputs, transposeB: true),
        Shape(m: tokens, n: inputs, k: outputs),
        Shape(m: outputs, n: inputs, k: tokens, transposeA: true),
      ]
    }
  }

  private var decoding: [Shape] {
    [1, 16].map { Shape(m: $0, n: 2048, k: 2048, transposeB: true) }
  }

  private func product(_ s: Shape) -> BenchCase {
    let kind = (s.transposeA ? "T" : "N") + (s.transposeB ? "T" : "N") + (s.isStored ? "-bf16" : "")
    var result = BenchCase(
      name: "\(s.m)x\(s.n)x\(s.k)-\(kind)",
      work: .arithmetic(2 * Double(s.m) * Double(s.n) * Double(s.k)),
      peer: PeerRequest(
        operation: "matmul_bf16",
        arguments: [
          "m": s.m, "n": s.n, "k": s.k, "transpose_a": s.transposeA ? 1 : 0,
          "transpose_b": s.transposeB ? 1 : 0, "stored": s.isStored ? 1 : 0,
        ])
    ) {
      s.isStored ? body(s) { BFloat16($0) } : body(s) { $0 }
    }
    result.note = { "computed \(ProductPrecision.bfloat16Means)" }
    return result
  }

  private func body<Element: ProductElement>(
    _ s: Shape, storing element: (Float) -> Element
  ) -> () -> Void {
    let a = BenchArray(s.m * s.k, storing: element)
    let b = BenchArray(s.k * s.n, storing: element)
    let c = BenchBuffer(s.m * s.n)
    return {
      Vectorized.matmulBFloat16(
        m: s.m, n: s.n, k: s.k, a: a.pointer, lda: s.transposeA ? s.m : s.k,
        transposeA: s.transposeA, b: b.pointer, ldb: s.transposeB ? s.k : s.n,
        transposeB: s.transposeB, c: c.pointer, ldc: s.n)
    }
  }
}
