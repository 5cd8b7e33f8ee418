import MotifKernels
import MotifTestSupport
import MotifVector
import Testing

/// Every kernel gives the same bits at any thread count, on problems of several chunks.
///
/// Another test may hold the pool, which makes a region serial, so each count is tried repeatedly.
@Suite("ThreadCount", .serialized) struct ThreadCountTests {
  private static let rows = 300
  private static let columns = 129
  private static let count = rows * columns

  struct Kernel: Sendable, CustomStringConvertible {
    let description: String
    /// Everything that the kernel writes.
    let run: @Sendable () -> [Float]
  }

  private static func input(_ name: String) -> [Float] {
    randomNumbers(count, "threads.\(name)")
  }

  private static func blank(_ count: Int = count) -> [Float] {
    [Float](repeating: .nan, count: count)
  }

  static let kernels: [Kernel] = rowKernels + lossKernels + flatKernels + optimizerKernels

  private static let rowKernels = [
    Kernel(description: "rmsNorm") {
      let (x, dy, weight) = (input("x"), input("dy"), Array(input("w").prefix(columns)))
      var (y, r, dx, dweight) = (blank(), blank(rows), blank(), blank(columns))
      Vectorized.rmsNorm(
        x: x, weight: weight, epsilon: 1e-6, rows: rows, columns: columns, y: &y, inverseRMS: &r)
      Vectorized.rmsNormBackward(
        x: x, weight: weight, inverseRMS: r, dy: dy, rows: rows, columns: columns, dx: &dx,
        accumulate: false, dweight: &dweight)
      return y + r + dx + dweight
    },
    Kernel(description: "polyNorm") {
      let (x, dy, factor) = (input("x"), input("dy"), input("factor"))
      let weight: [Float] = [0.2, -0.3, 0.5]
      var (y, r, dx, dfactor, dweight) = (blank(), blank(3 * rows), blank(), blank(), blank(4))
      Vectorized.polyNorm(
        x: x, factor: factor, weight: weight, bias: 0.1, epsilon: 1e-6, rows: rows,
        columns: columns, y: &y, inverseRMS: &r)
      Vectorized.polyNormBackward(
        x: x, factor: factor, weight: weight, bias: 0.1, inverseRMS: r, dy: dy, rows: rows,
        columns: columns, dx: &dx, dfactor: &dfactor, dweight: &dweight)
      return y + r + dx + dfactor + dweight
    },
    Kernel(description: "polyNorm, bfloat16") {
      let (x, dy, factor) = (
        input("x").map(BFloat16.init), input("dy").map(BFloat16.init),
        input("factor").map(BFloat16.init)
      )
      let weight: [Float] = [0.2, -0.3, 0.5]
      var (y, dx, dfactor) = (x, x, x)
      var (r, dweight) = (blank(3 * rows), blank(4))
      Vectorized.polyNorm(
        x: x, factor: factor, weight: weight, bias: 0.1, epsilon: 1e-6, rows: rows,
        columns: columns, y: &y, inverseRMS: &r)
      Vectorized.polyNormBackward(
        x: x, factor: factor, weight: weight, bias: 0.1, inverseRMS: r, dy: dy, rows: rows,
        columns: columns, dx: &dx, dfactor: &dfactor, dweight: &dweight)
      return (y + dx + dfactor).map { BFloat16.float($0.bitPattern) } + r + dweight
    },
    Kernel(description: "softmax") {
      let dy = input("dy")
      var (y, dx) = (blank(), blank())
      Vectorized.softmax(x: input("x"), rows: rows, columns: columns, y: &y)
      Vectorized.softmaxBackward(y: y, dy: dy, rows: rows, columns: columns, dx: &dx)
      return y + dx
    },
  ]

  private static let lossKernels = [
    Kernel(description: "crossEntropy") {
      let labels = randomIntegers(rows, below: columns, "threads.labels")
      var (logits, losses) = (input("x"), blank(rows))
      Vectorized.crossEntropy(
        logits: &logits, labels: labels, rows: rows, columns: columns, scale: 0.1, zLoss: 1e-3,
        writeGradient: true, losses: &losses)
      return logits + losses
    },
    Kernel(description: "gather and scatterAdd") {
      let ids = randomIntegers(rows, below: 17, "threads.ids")
      let dy = input("dy")
      var (y, dtable) = (blank(), [Float](repeating: 0, count: 17 * columns))
      Vectorized.gather(table: input("x"), ids: ids, rows: rows, columns: columns, y: &y)
      Vectorized.scatterAdd(dy: dy, ids: ids, rows: rows, columns: columns, dtable: &dtable)
      return y + dtable
    },
    Kernel(description: "scaleRows") {
      var y = blank()
      Vectorized.scaleRows(input("a"), by: input("b"), rows: rows, columns: columns, out: &y)
      return y
    },
  ]

  private static let flatKernels = [
    Kernel(description: "add, multiply, scale") {
      let (a, b) = (input("a"), input("b"))
      var (sum, product, scaled, accumulated) = (blank(), blank(), blank(), input("c"))
      Vectorized.add(a, b, scale: 0.3, count: count, out: &sum)
      Vectorized.multiply(a, b, count: count, out: &product)
      Vectorized.scale(a, by: 0.7, count: count, out: &scaled)
      Vectorized.multiplyAccumulate(a, b, count: count, out: &accumulated)
      return sum + product + scaled + accumulated
    },
    Kernel(description: "swiGLU") {
      let (x, factor, dy) = (input("x"), input("factor"), input("dy"))
      var (y, dx, dfactor) = (blank(), blank(), blank())
      Vectorized.swiGLU(x: x, factor: factor, count: count, y: &y)
      Vectorized.swiGLUBackward(
        x: x, factor: factor, dy: dy, count: count, dx: &dx, dfactor: &dfactor)
      return y + dx + dfactor
    },
    Kernel(description: "dot, sum, allFinite") {
      let (a, b) = (randomNumbers(200_003, "threads.a"), randomNumbers(200_003, "threads.b"))
      let results = [
        Vectorized.dot(a, b, count: a.count), Vectorized.sum(a, count: a.count),
        Vectorized.allFinite(a, count: a.count) ? 1 : 0,
      ]
      // Both halves of every Double, so that no bit is lost.
      return results.flatMap { value in
        [UInt32(truncatingIfNeeded: value.bitPattern), UInt32(value.bitPattern >> 32)]
          .map(Float.init(bitPattern:))
      }
    },
  ]

  private static let optimizerKernels = [
    Kernel(description: "adamUpdate") {
      var (weight, first, second) = (input("w"), input("m"), input("v").map { $0 * $0 })
      Vectorized.adamUpdate(
        weight: &weight, gradient: input("g"), first: &first, second: &second, count: count,
        step: AdamStep(
          learningRate: 1e-3, weightDecay: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, step: 3))
      return weight + first + second
    },
    Kernel(description: "momentumUpdate and decayedStep") {
      var (weight, momentum, update) = (input("w"), input("m"), blank())
      for nesterov in [true, false] {
        Vectorized.momentumUpdate(
          gradient: input("g"), momentum: &momentum, factor: 0.95, nesterov: nesterov,
          gradientScale: 0.5, count: count, update: &update)
        Vectorized.decayedStep(
          weight: &weight, update: update, shrink: 0.1, rate: 0.1, count: count)
      }
      return weight + momentum + update
    },
  ]

  @Test("same bits at 1, 2, 3 and 8 threads", arguments: kernels)
  func sameBits(kernel: Kernel) {
    var serial: [Float] = []
    withThreadCounts([1, 1, 2, 3, 8]) { threads in
      if serial.isEmpty { serial = kernel.run() }
      for _ in 0..<3 { expectSameBits("\(threads) threads", kernel.run(), serial) }
    }
    #expect(serial.count >= 6)
  }
}
