import MotifKernels
import MotifTensor
import MotifVector

/// PolyNorm and PolyNorm × mul, forward and backward, on the sizes of the report's table of kernels.
///
/// The least traffic: forward reads x (and m) and writes y; backward reads x, dy (and m) and writes
/// dx (and dm). In bfloat16 that is half the bytes of Float32.
struct PolyNormBench<Storage: StorageElement>: BenchGroup {
  let name: String
  /// A number as x, m, y and their gradients are stored.
  let element: (Float) -> Storage

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
      work: traffic(count, arrays: hasFactor ? 3 : 2),
      peer: request(rows, columns, hasFactor, backward: false)
    ) { [element] in
      let x = BenchArray(count, storing: element)
      let m = hasFactor ? BenchArray(count, storing: element) : nil
      let y = BenchArray(count, storing: element)
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
      work: traffic(count, arrays: hasFactor ? 5 : 3),
      peer: request(rows, columns, hasFactor, backward: true)
    ) { [element] in
      let x = BenchArray(count, storing: element)
      let m = hasFactor ? BenchArray(count, storing: element) : nil
      let dm = hasFactor ? BenchArray(count, storing: element) : nil
      let dy = BenchArray(count, storing: element)
      let dx = BenchArray(count, storing: element)
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

  private func traffic(_ count: Int, arrays: Int) -> BenchCase.Work {
    .traffic(Double(count * arrays * MemoryLayout<Storage>.stride))
  }

  private func request(
    _ rows: Int, _ columns: Int, _ hasFactor: Bool, backward: Bool
  ) -> PeerRequest {
    PeerRequest(
      operation: "poly_norm",
      arguments: [
        "rows": rows, "columns": columns, "factor": hasFactor ? 1 : 0,
        "backward": backward ? 1 : 0, "bits": 8 * MemoryLayout<Storage>.size,
      ])
  }
}
