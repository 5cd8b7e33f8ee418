import MotifKernels

/// RMSNorm of rows and its gradient.
struct RMSNormBench: BenchGroup {
  let name = "rmsnorm"

  func cases() -> [BenchCase] {
    [(1024, 256), (2048, 4096)].flatMap {
      [forward(rows: $0.0, columns: $0.1), backward(rows: $0.0, columns: $0.1)]
    }
  }

  private func forward(rows: Int, columns: Int) -> BenchCase {
    BenchCase(
      name: "\(rows)x\(columns)-forward", work: .traffic(8 * Double(rows * columns)),
      peer: PeerRequest(operation: "rms_norm", arguments: ["rows": rows, "columns": columns])
    ) {
      let x = BenchBuffer(rows * columns)
      let y = BenchBuffer(rows * columns)
      let weight = BenchBuffer(columns)
      let inverse = BenchBuffer(rows)
      return {
        Vectorized.rmsNorm(
          x: x.pointer, weight: weight.pointer, epsilon: 1e-6, rows: rows, columns: columns,
          y: y.pointer, inverseRMS: inverse.pointer)
      }
    }
  }

  private func backward(rows: Int, columns: Int) -> BenchCase {
    BenchCase(
      name: "\(rows)x\(columns)-backward", work: .traffic(12 * Double(rows * columns)),
      peer: PeerRequest(
        operation: "rms_norm", arguments: ["rows": rows, "columns": columns, "backward": 1])
    ) {
      let x = BenchBuffer(rows * columns)
      let dy = BenchBuffer(rows * columns)
      let dx = BenchBuffer(rows * columns)
      let weight = BenchBuffer(columns)
      let dweight = BenchBuffer(columns)
      let inverse = BenchBuffer(rows)
      return {
        Vectorized.rmsNormBackward(
          x: x.pointer, weight: weight.pointer, inverseRMS: inverse.pointer, dy: dy.pointer,
          rows: rows, columns: columns, dx: dx.pointer, accumulate: false,
          dweight: dweight.pointer)
      }
    }
  }
}
