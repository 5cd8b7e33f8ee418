import Foundation
import MotifKernels
import MotifTestSupport
import Testing

@Suite("Functions of one number") struct UnaryFunctionTests {
  typealias Kernel = (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Void
  typealias Exact = (UnsafePointer<Double>, Int, UnsafeMutablePointer<Double>) -> Void

  /// A function with its twins, and the gradient that they make of the input and the upstream.
  struct Function: Sendable, CustomStringConvertible {
    let description: String
    /// Whether its inputs must be positive.
    var isPositive = false
    let vectorized: @Sendable ([Float]) -> [Float]
    let float: @Sendable ([Float]) -> [Float]
    let double: @Sendable ([Double]) -> [Double]
    let gradient: @Sendable (_ x: [Float], _ dy: [Float]) -> [Float]
    let floatGradient: @Sendable (_ x: [Float], _ dy: [Float]) -> [Float]
    let doubleGradient: @Sendable (_ x: [Double], _ dy: [Double]) -> [Double]

    func inputs(_ count: Int, seed: UInt64) -> [Float] {
      let x = randomNumbers(count, "unary.\(description)", scale: 3, seed: seed)
      return isPositive ? x.map { abs($0) + 0.01 } : x
    }
  }

  static let functions = [
    Function(
      description: "exp", vectorized: { x in run(x) { Vectorized.exp($0, count: $1, y: $2) } },
      float: { x in run(x) { Reference.exp($0, count: $1, y: $2) } },
      double: { x in run(x) { Reference.exp($0, count: $1, y: $2) } },
      gradient: { x, dy in
        let y = run(x) { Vectorized.exp($0, count: $1, y: $2) }
        return run(y, dy) { Vectorized.multiply($0, $1, count: $2, out: $3) }
      },
      floatGradient: { x, dy in
        let y = run(x) { Reference.exp($0, count: $1, y: $2) }
        return run(y, dy) { Reference.multiply($0, $1, count: $2, out: $3) }
      },
      doubleGradient: { x, dy in
        let y = run(x) { Reference.exp($0, count: $1, y: $2) }
        return run(y, dy) { Reference.multiply($0, $1, count: $2, out: $3) }
      }),
    Function(
      description: "log", isPositive: true,
      vectorized: { x in run(x) { Vectorized.log($0, count: $1, y: $2) } },
      float: { x in run(x) { Reference.log($0, count: $1, y: $2) } },
      double: { x in run(x) { Reference.log($0, count: $1, y: $2) } },
      gradient: { x, dy in run(dy, x) { Vectorized.divide($0, by: $1, count: $2, out: $3) } },
      floatGradient: { x, dy in run(dy, x) { Reference.divide($0, by: $1, count: $2, out: $3) } },
      doubleGradient: { x, dy in run(dy, x) { Reference.divide($0, by: $1, count: $2, out: $3) } }),
    Function(
      description: "squareRoot", isPositive: true,
      vectorized: { x in run(x) { Vectorized.squareRoot($0, count: $1, y: $2) } },
      float: { x in run(x) { Reference.squareRoot($0, count: $1, y: $2) } },
      double: { x in run(x) { Reference.squareRoot($0, count: $1, y: $2) } },
      gradient: { x, dy in
        let y = run(x) { Vectorized.squareRoot($0, count: $1, y: $2) }
        return run(dy, y) { Vectorized.divide($0, by: $1, scale: 0.5, count: $2, out: $3) }
      },
      floatGradient: { x, dy in
        let y = run(x) { Reference.squareRoot($0, count: $1, y: $2) }
        return run(dy, y) { Reference.divide($0, by: $1, scale: 0.5, count: $2, out: $3) }
      },
      doubleGradient: { x, dy in
        let y = run(x) { Reference.squareRoot($0, count: $1, y: $2) }
        return run(dy, y) { Reference.divide($0, by: $1, scale: 0.5, count: $2, out: $3) }
      }),
    Function(
      description: "sigmoid",
      vectorized: { x in run(x) { Vectorized.sigmoid($0, count: $1, y: $2) } },
      float: { x in run(x) { Reference.sigmoid($0, count: $1, y: $2) } },
      double: { x in run(x) { Reference.sigmoid($0, count: $1, y: $2) } },
      gradient: { x, dy in
        let y = run(x) { Vectorized.sigmoid($0, count: $1, y: $2) }
        return run(y, dy) { Vectorized.sigmoidBackward(y: $0, dy: $1, count: $2, dx: $3) }
      },
      floatGradient: { x, dy in
        let y = run(x) { Reference.sigmoid($0, count: $1, y: $2) }
        return run(y, dy) { Reference.sigmoidBackward(y: $0, dy: $1, count: $2, dx: $3) }
      },
      doubleGradient: { x, dy in
        let y = run(x) { Reference.sigmoid($0, count: $1, y: $2) }
        return run(y, dy) { Reference.sigmoidBackward(y: $0, dy: $1, count: $2, dx: $3) }
      }),
    Function(
      description: "tanh", vectorized: { x in run(x) { Vectorized.tanh($0, count: $1, y: $2) } },
      float: { x in run(x) { Reference.tanh($0, count: $1, y: $2) } },
      double: { x in run(x) { Reference.tanh($0, count: $1, y: $2) } },
      gradient: { x, dy in
        let y = run(x) { Vectorized.tanh($0, count: $1, y: $2) }
        return run(y, dy) { Vectorized.tanhBackward(y: $0, dy: $1, count: $2, dx: $3) }
      },
      floatGradient: { x, dy in
        let y = run(x) { Reference.tanh($0, count: $1, y: $2) }
        return run(y, dy) { Reference.tanhBackward(y: $0, dy: $1, count: $2, dx: $3) }
      },
      doubleGradient: { x, dy in
        let y = run(x) { Reference.tanh($0, count: $1, y: $2) }
        return run(y, dy) { Reference.tanhBackward(y: $0, dy: $1, count: $2, dx: $3) }
      }),
    Function(
      description: "silu", vectorized: { x in run(x) { Vectorized.silu($0, count: $1, y: $2) } },
      float: { x in run(x) { Reference.silu($0, count: $1, y: $2) } },
      double: { x in run(x) { Reference.silu($0, count: $1, y: $2) } },
      gradient: { x, dy in
        run(x, dy) { Vectorized.siluBackward(x: $0, dy: $1, count: $2, dx: $3) }
      },
      floatGradient: { x, dy in
        run(x, dy) { Reference.siluBackward(x: $0, dy: $1, count: $2, dx: $3) }
      },
      doubleGradient: { x, dy in
        run(x, dy) { Reference.siluBackward(x: $0, dy: $1, count: $2, dx: $3) }
      }),
  ]

  static let counts = MatrixShape.awkwardSizes + [40_000]

  @Test("gradient against central differences", arguments: functions, MatrixShape.awkwardSizes)
  func gradient(function: Function, count: Int) {
    let x = function.inputs(count, seed: ProofChain.baseSeed).map { max($0, -2) }
    let dy = randomNumbers(count, "unary.dy").doubles
    let link = ProofChain.gradient(
      "\(function)", function.doubleGradient(x.doubles, dy), at: x.doubles, shape: [count]
    ) { point in
      Reference.dot(function.double(point), dy, count: count)
    }
    #expect(link.matches, "\(link)")
  }

  @Test("vectorised against reference", arguments: functions, counts)
  func precision(function: Function, count: Int) {
    expectTwins(shape: [count]) { seed in
      let x = function.inputs(count, seed: seed)
      let dy = randomNumbers(count, "unary.dy", seed: seed)
      return [
        Twin(
          "y", function.vectorized(x), float: function.float(x), double: function.double(x.doubles)),
        Twin(
          "dx", function.gradient(x, dy), float: function.floatGradient(x, dy),
          double: function.doubleGradient(x.doubles, dy.doubles)),
      ]
    }
  }

  @Test("nothing beyond count is written, and y may be x", arguments: MatrixShape.awkwardSizes)
  func bounds(count: Int) {
    let kernels: [(Kernel, String)] = [
      ({ Vectorized.exp($0, count: $1, y: $2) }, "exp"),
      ({ Vectorized.log($0, count: $1, y: $2) }, "log"),
      ({ Vectorized.squareRoot($0, count: $1, y: $2) }, "squareRoot"),
      ({ Vectorized.sigmoid($0, count: $1, y: $2) }, "sigmoid"),
      ({ Vectorized.tanh($0, count: $1, y: $2) }, "tanh"),
      ({ Vectorized.silu($0, count: $1, y: $2) }, "silu"),
      ({ Vectorized.sigmoidBackward(y: $0, dy: $0, count: $1, dx: $2) }, "sigmoidBackward"),
      ({ Vectorized.tanhBackward(y: $0, dy: $0, count: $1, dx: $2) }, "tanhBackward"),
      ({ Vectorized.siluBackward(x: $0, dy: $0, count: $1, dx: $2) }, "siluBackward"),
    ]
    let x = randomNumbers(count, "unary.bounds").map { abs($0) + 0.01 }
    for (kernel, name) in kernels {
      var y = [Float](repeating: 42, count: count + 16)
      kernel(x, count, &y)
      #expect(y[count...].allSatisfy { $0 == 42 }, "\(name)")
      var onX = x
      onX.withPointer { kernel($0, count, $0) }
      expectSameBits(name, onX, Array(y[..<count]))
    }
  }

  /// The largest error in units of the last place of the exact value, over a sweep.
  private func ulps(
    _ kernel: Kernel, _ exact: (Double) -> Double, _ range: ClosedRange<Float>
  ) -> Double {
    let count = 30_001
    let width = (range.upperBound - range.lowerBound) / Float(count - 1)
    let x = (0..<count).map { range.lowerBound + Float($0) * width }
    var y = [Float](repeating: .nan, count: count)
    kernel(x, count, &y)
    var worst = 0.0
    for (x, y) in zip(x, y) {
      let value = exact(Double(x))
      let error = abs(Double(y) - value) / Double(Float(value).ulp)
      if !(error <= worst) { worst = error }
    }
    return worst
  }

  @Test("exp, log and tanh within the ulps that they promise, number by number")
  func relativeError() {
    let exponents: [(ClosedRange<Float>, Double)] = [
      (-87...88, 1.3), (-1...1, 1.3), (87.9...88.1, 2.5), (88.3...88.72, 2.5),
    ]
    for (range, bound) in exponents {
      let error = ulps({ Vectorized.exp($0, count: $1, y: $2) }, Foundation.exp, range)
      #expect(error <= bound, "exp: \(error) ulp in \(range)")
    }
    for range: ClosedRange<Float> in [1e-37...1e-30, 1e-6...1, 0.7...1.5, 0.999...1.001, 1...1e37] {
      let error = ulps({ Vectorized.log($0, count: $1, y: $2) }, Foundation.log, range)
      #expect(error <= 2, "log: \(error) ulp in \(range)")
    }
    for range: ClosedRange<Float> in [-20...20, -1...1, 0.62...0.63, 1e-6...1e-3] {
      let error = ulps({ Vectorized.tanh($0, count: $1, y: $2) }, Foundation.tanh, range)
      #expect(error <= 3, "tanh: \(error) ulp in \(range)")
    }
  }

  @Test("zero, infinity, NaN and numbers at the ends")
  func edges() {
    func values(_ x: [Float], _ kernel: Kernel) -> [Float] {
      var y = [Float](repeating: 42, count: x.count)
      kernel(x, x.count, &y)
      return y
    }
    let ends: [Float] = [0, -.infinity, .infinity, -1e4, 1e4, -3e38, .nan]
    let exp = values(ends) { Vectorized.exp($0, count: $1, y: $2) }
    #expect(exp[..<6] == [1, 0, .infinity, 0, .infinity, 0] && exp[6].isNaN)
    let log = values([0, -0.0, 1, .infinity, -1, -.infinity, .nan, .leastNonzeroMagnitude]) {
      Vectorized.log($0, count: $1, y: $2)
    }
    #expect(log[..<4] == [-.infinity, -.infinity, 0, .infinity] && log[7] == -.infinity)
    #expect(log[4...6].allSatisfy { $0.isNaN })
    let sigmoid = values(ends) { Vectorized.sigmoid($0, count: $1, y: $2) }
    #expect(sigmoid[..<6] == [0.5, 0, 1, 0, 1, 0] && sigmoid[6].isNaN)
    let tanh = values(ends) { Vectorized.tanh($0, count: $1, y: $2) }
    #expect(tanh[..<6] == [0, -1, 1, -1, 1, -1] && tanh[6].isNaN)
    let silu = values([0, 1e4, -1e4, -3e38, 3e38, .nan]) {
      Vectorized.silu($0, count: $1, y: $2)
    }
    #expect(silu[..<5] == [0, 1e4, 0, 0, 3e38] && silu[5].isNaN)
    let slope = values([0, 1e4, -1e4, -3e38, 3e38]) { x, count, dx in
      Vectorized.siluBackward(x: x, dy: [1, 1, 1, 1, 1], count: count, dx: dx)
    }
    #expect(slope == [0.5, 1, 0, 0, 1])
  }
}

/// What `kernel` makes of `x`.
private func run<T: BinaryFloatingPoint>(
  _ x: [T], _ kernel: (UnsafePointer<T>, Int, UnsafeMutablePointer<T>) -> Void
) -> [T] {
  var y = [T](repeating: .nan, count: x.count)
  y.withPointer { kernel(x, x.count, $0) }
  return y
}

/// What `kernel` makes of `a` and `b`.
private func run<T: BinaryFloatingPoint>(
  _ a: [T], _ b: [T],
  _ kernel: (UnsafePointer<T>, UnsafePointer<T>, Int, UnsafeMutablePointer<T>) -> Void
) -> [T] {
  var y = [T](repeating: .nan, count: a.count)
  y.withPointer { kernel(a, b, a.count, $0) }
  return y
}
