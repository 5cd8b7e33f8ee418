import MotifKernels

/// Five steps of Newton–Schulz with Motif's coefficients.
struct NewtonSchulzBench: BenchGroup {
  let name = "newton-schulz"

  func cases() -> [BenchCase] {
    [
      (256, 256), (512, 512), (512, 2048), (2048, 512), (1024, 1024), (1024, 4096), (4096, 1024),
    ].map { iteration(rows: $0.0, columns: $0.1) }
  }

  /// Counted as dense products, 5 · (4M²N + 2M³), as the peer computes it.
  private func iteration(rows: Int, columns: Int) -> BenchCase {
    let m = Double(min(rows, columns))
    let n = Double(max(rows, columns))
    return BenchCase(
      name: "\(rows)x\(columns)", work: .arithmetic(5 * (4 * m * m * n + 2 * m * m * m)),
      peer: PeerRequest(operation: "newton_schulz", arguments: ["m": rows, "n": columns])
    ) {
      let x = BenchBuffer(rows * columns)
      return { Vectorized.newtonSchulz(x.pointer, rows: rows, columns: columns) }
    }
  }
}
