import MotifKernels

/// PolyNorm and PolyNorm × mul, forward and backward, on the sizes of the report's table of kernels.
///
/// The least traffic: forward reads x (and m) and writes y; backward reads x, dy (and m) and writes
/// dx (and dm).
struct PolyNormBench: BenchGroup {
  let name = "polynorm"

  func cases() -> [BenchCase] {
    [(1024, 8192), (2048, 8192), (1024, 16384)].flatMap { rows, columns in
      [false, true].flatMap { hasFactor in
        [
          forward(rows: rows, columns: columns, hasFactor: hasFactor),
          backward(rows: rows, columns: columns, hasFactor: hasFactor),
        ]
      }
    }
  }

  private func forward(rows: Int, columns: Int, hasFactor: Bool) -> BenchCase {
    let count = rows * columns
    return BenchCase(
      name: "\(rows)x\(columns)\(hasFactor ? "-mul" : "")-forward",
      work: .traffic(Double(count * (hasFactor ? 12 : 8))),
      peer: request(rows, columns, hasFactor, backward: false)
    ) {
      let x = BenchBuffer(count)
      let m = hasFactor ? BenchBuffer(count) : nil
      let y = BenchBuffer(count)
      let inverse = BenchBuffer(3 * rows)
      return {
        Vectorized.polyNorm(
          x: x.pointer, factor: m.map { UnsafePointer($0.pointer) }, weight: [0.3, 0.4, 0.3],
          bias: 0.1, epsilon: 1e-6, rows: rows, columns: columns, y: y.pointer,
          inverseRMS: inverse.pointer)
      }
    }
  }

  private func backward(rows: Int, columns: Int, hasFactor: Bool) -> BenchCase {
    let count = rows * columns
    return BenchCase(
      name: "\(rows)x\(columns)\(hasFactor ? "-mul" : "")-backward",
      work: .traffic(Double(count * (hasFactor ? 20 : 12))),
      peer: request(rows, columns, hasFactor, backward: true)
    ) {
      let x = BenchBuffer(count)
      let m = hasFactor ? BenchBuffer(count) : nil
      let dm = hasFactor ? BenchBuffer(count) : nil
      let dy = BenchBuffer(count)
      let dx = BenchBuffer(count)
      let inverse = BenchBuffer(3 * rows)
      let sums = BenchBuffer(4)
      return {
        Vectorized.polyNormBackward(
          x: x.pointer, factor: m.map { UnsafePointer($0.pointer) }, weight: [0.3, 0.4, 0.3],
          bias: 0.1, inverseRMS: inverse.pointer, dy: dy.pointer, rows: rows, columns: columns,
          dx: dx.pointer, dfactor: dm?.pointer, dweight: sums.pointer)
      }
    }
  }

  private func request(
    _ rows: Int, _ columns: Int, _ hasFactor: Bool, backward: Bool
  ) -> PeerRequest {
    PeerRequest(
      operation: "poly_norm",
      arguments: [
        "rows": rows, "columns": columns, "factor": hasFactor ? 1 : 0,
        "backward": backward ? 1 : 0,
      ])
  }
}
