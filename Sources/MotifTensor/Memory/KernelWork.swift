internal import MotifKernels

/// What the kernels of an operation take beside memory for their results.
///
/// An operation declares it where it calls them, for ``DryRun/count(_:)``. Floating-point operations
/// are those of matrix products and attention, a multiply–add counted as two; what passes over
/// numbers once counts as none. Scratch of a few rows is left out.
struct KernelWork {
  /// The operation.
  let name: String
  /// Floating-point operations.
  var flops = 0.0
  /// Float32 numbers of scratch that are held from beginning to end, nil for none.
  var heldScratch: Int?
  /// Float32 numbers of scratch that are taken and freed one after the other.
  var scratch: [Int] = []

  /// `[m, k] · [k, n]`, the left one stored `[k, m]` where transposed: packs both operands.
  static func product(
    _ name: String, m: Int, n: Int, k: Int, transposedLeft: Bool, unit: ProductUnit
  ) -> KernelWork {
    KernelWork(
      name: name, flops: 2 * Double(m) * Double(n) * Double(k),
      scratch: [
        Vectorized.matmulBFloat16ScratchCount(
          unit: unit, m: m, n: n, k: k, transposeA: transposedLeft)
      ])
  }
}
