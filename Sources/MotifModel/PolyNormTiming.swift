internal import MotifTensor

/// What one fused pass gains over PolyNorm made of single operations, here and now: table 3 of arXiv
/// 2511.07464 on the sizes of a model.
package struct PolyNormTiming: Sendable {
  /// A kernel both ways, in seconds.
  package struct Kernel: Sendable {
    /// What is measured.
    package let name: String
    /// Cubes, squares, three norms, sums and products one after the other, each a pass over memory.
    package let oneByOne: Double
    /// One pass.
    package let fused: Double
    /// How many times as fast the report found its fused kernel on an H200.
    package let published: Double
  }

  /// PolyNorm and PolyNorm times a factor, forward and backward.
  package let kernels: [Kernel]

  /// The best of so many runs counts.
  private static let runs = 5

  /// Measures both ways on `rows` rows of `columns` columns.
  ///
  /// Cost: a few milliseconds for each million numbers.
  package init(rows: Int, columns: Int) {
    let shape: Shape = [rows, columns]
    func ramp(_ step: Int) -> Tensor {
      Tensor((0..<shape.count).map { Float($0 * step % 2003) / 1000 - 1 }, shape: shape)
    }
    let (x, factor) = (ramp(7919), ramp(104_729))
    kernels = [(nil, 30.3, 43.9), (factor, 23.4, 27.9)].flatMap { factor, forward, backward in
      let name = factor == nil ? "PolyNorm" : "PolyNorm × mul"
      let single = Self.seconds(x, factor, Self.singleOperations)
      let fused = Self.seconds(x, factor, Self.fused)
      return [
        Kernel(
          name: name + ", forward", oneByOne: single.forward, fused: fused.forward,
          published: forward),
        Kernel(
          name: name + ", backward", oneByOne: single.backward, fused: fused.backward,
          published: backward),
      ]
    }
  }

  /// PolyNorm as its formula reads, with gains of a whole row in place of single weights.
  static func singleOperations(_ x: Tensor, _ factor: Tensor?) -> Tensor {
    let square = x * x
    let terms = zip([square * x, square, x], [0.3, 0.4, 0.3] as [Float]).map { power, weight in
      power.rmsNorm(
        weight: Tensor(repeating: weight, shape: [x.shape.columns]).tracked(),
        epsilon: FeedForward.epsilon)
    }
    let sum = terms[0] + terms[1] + terms[2]
    let shifted = sum + Tensor([0.1]).tracked().broadcast(to: sum.shape)
    return factor.map { shifted * $0 } ?? shifted
  }

  /// The kernel.
  static func fused(_ x: Tensor, _ factor: Tensor?) -> Tensor {
    x.polyNorm(
      weight: Tensor([0.3, 0.4, 0.3]).tracked(), bias: Tensor([0.1]).tracked(),
      epsilon: FeedForward.epsilon, times: factor)
  }

  /// Seconds of `operation`, and of its gradients with that of a sum.
  private static func seconds(
    _ x: Tensor, _ factor: Tensor?, _ operation: (Tensor, Tensor?) -> Tensor
  ) -> (forward: Double, backward: Double) {
    let clock = ContinuousClock()
    var best = (forward: Double.infinity, backward: Double.infinity)
    for _ in 0..<runs {
      let (input, second) = (x.tracked(), factor?.tracked())
      var result = operation(input, second)
      best.forward = min(
        best.forward, clock.measure { result = operation(input, second) } / .seconds(1))
      let backward = clock.measure { _ = result.sum().backward() }
      best.backward = min(best.backward, backward / .seconds(1))
    }
    return best
  }
}
