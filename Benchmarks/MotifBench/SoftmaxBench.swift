import MotifKernels

/// Softmax of rows and its gradient; forward is two reads that a cache may join, and one write.
struct SoftmaxBench: BenchGroup {
  let name = "softmax"

  func cases() -> [BenchCase] {
    [(4096, 128), (1024, 8192), (2048, 8192)].flatMap {
      [forward(rows: $0.0, columns: $0.1), backward(rows: $0.0, columns: $0.1)]
    }
  }

  private func forward(rows: Int, columns: Int) -> BenchCase {
    BenchCase(
      name: "\(rows)x\(columns)-forward", work: .traffic(8 * Double(rows * columns)),
      peer: PeerRequest(operation: "softmax", arguments: ["rows": rows, "columns": columns])
    ) {
      let x = BenchBuffer(rows * columns)
      let y = BenchBuffer(rows * columns)
      return { Vectorized.softmax(x: x.pointer, rows: rows, columns: columns, y: y.pointer) }
    }
  }

  private func backward(rows: Int, columns: Int) -> BenchCase {
    BenchCase(
      name: "\(rows)x\(columns)-backward", work: .traffic(12 * Double(rows * columns)),
      peer: PeerRequest(
        operation: "softmax", arguments: ["rows": rows, "columns": columns, "backward": 1])
    ) {
      let y = BenchBuffer(rows * columns)
      let dy = BenchBuffer(rows * columns)
      let dx = BenchBuffer(rows * columns)
      return {
        Vectorized.softmaxBackward(
          y: y.pointer, dy: dy.pointer, rows: rows, columns: columns, dx: dx.pointer)
      }
    }
  }
}
