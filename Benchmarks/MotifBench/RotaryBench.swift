import MotifKernels

/// The rotary embedding of query heads; its gradient is the same work.
struct RotaryBench: BenchGroup {
  let name = "rotary"

  func cases() -> [BenchCase] {
    [(1024, 10, 32), (2048, 40, 128)].map { rotation(rows: $0.0, heads: $0.1, dim: $0.2) }
  }

  private func rotation(rows: Int, heads: Int, dim: Int) -> BenchCase {
    let count = rows * heads * dim
    return BenchCase(
      name: "\(rows)x\(heads)x\(dim)", work: .traffic(8 * Double(count)),
      peer: PeerRequest(
        operation: "rotary", arguments: ["rows": rows, "heads": heads, "dim": dim])
    ) {
      let x = BenchBuffer(count)
      let y = BenchBuffer(count)
      let cosines = BenchBuffer(rows * dim / 2)
      let sines = BenchBuffer(rows * dim / 2)
      RotaryTable.fill(
        count: rows, dim: dim, theta: 1e4, cosines: cosines.pointer, sines: sines.pointer)
      let positions = (0..<Int32(rows)).map { $0 }
      return {
        Vectorized.rotary(
          x.pointer, y.pointer, rows: rows, heads: heads, dim: dim, positions: positions,
          cosines: cosines.pointer, sines: sines.pointer)
      }
    }
  }
}
