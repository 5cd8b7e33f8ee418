import MotifKernels
import MotifModel
import MotifTensor

/// Five steps of Newton–Schulz with Motif's coefficients, of one matrix and of all of a small model.
struct NewtonSchulzBench: BenchGroup {
  let name = "newton-schulz"

  func cases() -> [BenchCase] {
    [
      (256, 256), (512, 512), (512, 2048), (2048, 512), (1024, 1024), (1024, 4096), (4096, 1024),
    ].map { iteration(rows: $0.0, columns: $0.1) }
      + ["nano", "micro"].flatMap { preset in
        [false, true].compactMap { matrices(of: preset, besideEachOther: $0) }
      }
  }

  /// The hidden matrices of a preset: one after the other, each on all threads, or beside each other, each
  /// on one, as the optimizer takes them.
  private func matrices(of preset: String, besideEachOther: Bool) -> BenchCase? {
    guard let config = ModelPresets.named(preset) else { return nil }
    let shapes = config.parameterShapes.filter(\.role.isHiddenMatrix).map(\.shape)
    let work = shapes.reduce(0) { $0 + Self.operations(rows: $1[0], columns: $1[1]) }
    let way = besideEachOther ? "beside each other" : "one by one"
    return BenchCase(name: "\(preset), \(shapes.count) \(way)", work: .arithmetic(work)) {
      let buffers = shapes.map { BenchBuffer($0[0] * $0[1]) }
      func body(_ index: Int) {
        Vectorized.newtonSchulz(
          buffers[index].pointer, rows: shapes[index][0], columns: shapes[index][1])
      }
      return {
        if besideEachOther {
          ComputeThreads.forEach(ofSizes: shapes.map { $0[0] * $0[1] }, body)
        } else {
          shapes.indices.forEach(body)
        }
      }
    }
  }

  /// Counted as dense products, 5 · (4M²N + 2M³), as the peer computes it.
  private static func operations(rows: Int, columns: Int) -> Double {
    let (m, n) = (Double(min(rows, columns)), Double(max(rows, columns)))
    return 5 * (4 * m * m * n + 2 * m * m * m)
  }

  private func iteration(rows: Int, columns: Int) -> BenchCase {
    BenchCase(
      name: "\(rows)x\(columns)", work: .arithmetic(Self.operations(rows: rows, columns: columns)),
      peer: PeerRequest(operation: "newton_schulz", arguments: ["m": rows, "n": columns])
    ) {
      let x = BenchBuffer(rows * columns)
      return { Vectorized.newtonSchulz(x.pointer, rows: rows, columns: columns) }
    }
  }
}
