import MotifKernels

/// `X·Xᵀ` on one triangle and the Newton–Schulz iteration made of it.
struct SymmetricBench: BenchGroup {
  let name = "symmetric"

  func cases() -> [BenchCase] {
    [(256, 256), (512, 512), (512, 2048), (1024, 1024)].map { product(m: $0.0, k: $0.1) }
  }

  /// Counted as the full product, so that the rate may exceed the peak by up to two.
  private func product(m: Int, k: Int) -> BenchCase {
    BenchCase(
      name: "\(m)x\(k)", work: .arithmetic(2 * Double(m) * Double(m) * Double(k)),
      peer: PeerRequest(operation: "symmetric_product", arguments: ["m": m, "k": k])
    ) {
      let a = BenchBuffer(m * k)
      let c = BenchBuffer(m * m)
      return {
        Vectorized.symmetricProduct(m: m, k: k, a: a.pointer, lda: k, c: c.pointer, ldc: m)
      }
    }
  }
}
