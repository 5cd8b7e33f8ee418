import MotifKernels
import MotifTestSupport
import Testing

@Suite("CrossEntropy") struct CrossEntropyTests {
  struct Inputs {
    let shape: MatrixShape
    var logits: [Float]
    var labels: [Int32]
    var scale = 0.25
    var zLoss = 0.0

    init(_ shape: MatrixShape, zLoss: Double = 0, seed: UInt64 = ProofChain.baseSeed) {
      self.shape = shape
      self.zLoss = zLoss
      logits = randomNumbers(shape.count, "ce.logits.\(shape)", scale: 3, seed: seed)
      labels = randomIntegers(shape.rows, below: shape.columns, "ce.labels.\(shape)", seed: seed)
      // Every third row but the first is ignored.
      for row in 1..<max(2, shape.rows) where row % 3 == 2 { labels[row] = -100 }
    }

    func reference<T: BinaryFloatingPoint>(_ type: T.Type) -> (losses: [T], dx: [T]) {
      var dx = numbers(logits, as: T.self)
      var losses = [T](repeating: .nan, count: shape.rows)
      Reference.crossEntropy(
        logits: &dx, labels: labels, rows: shape.rows, columns: shape.columns, scale: T(scale),
        zLoss: T(zLoss), writeGradient: true, losses: &losses)
      return (losses, dx)
    }

    func vectorized(writeGradient: Bool = true) -> (losses: [Float], dx: [Float]) {
      var dx = logits
      var losses = [Float](repeating: .nan, count: shape.rows)
      Vectorized.crossEntropy(
        logits: &dx, labels: labels, rows: shape.rows, columns: shape.columns,
        scale: Float(scale), zLoss: Float(zLoss), writeGradient: writeGradient, losses: &losses)
      return (losses, dx)
    }
  }

  @Test(
    "gradient against central differences", arguments: MatrixShape.awkwardSizes, [0, 1e-2])
  func gradient(columns: Int, zLoss: Double) {
    let inputs = Inputs(MatrixShape(3, columns), zLoss: zLoss)
    let (shape, labels, scale) = (inputs.shape, inputs.labels, inputs.scale)
    let dx = ProofChain.gradient(
      "dx", inputs.reference(Double.self).dx, at: inputs.logits.doubles, shape: shape.dimensions
    ) { point in
      var logits = point
      var losses = [Double](repeating: 0, count: shape.rows)
      Reference.crossEntropy(
        logits: &logits, labels: labels, rows: shape.rows, columns: shape.columns, scale: scale,
        zLoss: zLoss, writeGradient: false, losses: &losses)
      return scale * Reference.sum(losses, count: shape.rows)
    }
    #expect(dx.matches, "\(dx)")
  }

  @Test(
    "vectorised against reference", arguments: MatrixShape.awkward + MatrixShape.large, [0, 1e-2])
  func precision(shape: MatrixShape, zLoss: Double) {
    // With one column the loss is the z-loss alone, and both vanish without it.
    if shape.columns == 1 && zLoss == 0 {
      let fast = Inputs(shape).vectorized()
      #expect(fast.losses.allSatisfy { $0 == 0 } && fast.dx.allSatisfy { $0 == 0 })
      return
    }
    expectTwins(shape: shape.dimensions) { seed in
      let inputs = Inputs(shape, zLoss: zLoss, seed: seed)
      let (fast, float, double) =
        (inputs.vectorized(), inputs.reference(Float.self), inputs.reference(Double.self))
      return [
        Twin("losses", fast.losses, float: float.losses, double: double.losses),
        Twin("dx", fast.dx, float: float.dx, double: double.dx),
      ]
    }
  }

  @Test("without gradient: same loss bits, logits untouched", arguments: MatrixShape.awkwardSizes)
  func lossAlone(columns: Int) {
    let inputs = Inputs(MatrixShape(7, columns), zLoss: 1e-3)
    let alone = inputs.vectorized(writeGradient: false)
    expectSameBits("logits", alone.dx, inputs.logits)
    expectSameBits("losses", alone.losses, inputs.vectorized().losses)
  }

  @Test("ignored rows count nothing, whatever they hold")
  func ignored() {
    let shape = MatrixShape(9, 33)
    var inputs = Inputs(shape, zLoss: 1e-2)
    let clean = inputs.vectorized()
    for row in 0..<9 where inputs.labels[row] < 0 {
      for i in row * 33..<(row + 1) * 33 { inputs.logits[i] = .nan }
    }
    #expect(inputs.labels.contains { $0 < 0 })
    let result = inputs.vectorized()
    expectSameBits("losses", result.losses, clean.losses)
    expectSameBits("dx", result.dx, clean.dx)
    for row in 0..<9 where inputs.labels[row] < 0 {
      #expect(result.losses[row] == 0)
      #expect(result.dx[row * 33..<(row + 1) * 33].allSatisfy { $0 == 0 })
    }
    inputs.labels = [Int32](repeating: -1, count: 9)
    let none = inputs.vectorized()
    #expect(none.losses.allSatisfy { $0 == 0 } && none.dx.allSatisfy { $0 == 0 })
  }

  @Test("equal logits: the loss is log V, the gradient 1/V − onehot")
  func uniform() {
    var inputs = Inputs(MatrixShape(1, 257))
    inputs.logits = [Float](repeating: 1000, count: 257)
    inputs.labels = [256]
    inputs.scale = 1
    let result = inputs.vectorized()
    #expect(abs(result.losses[0] - 5.549_076) < 1e-4)
    #expect(abs(result.dx[0] - 1 / 257) < 1e-8)
    #expect(abs(result.dx[256] + 256 / 257) < 1e-6)
  }

  @Test("masked and NaN logits")
  func nonFinite() {
    var inputs = Inputs(MatrixShape(2, 33))
    inputs.labels = [3, 4]
    inputs.logits[8] = -.infinity
    inputs.logits[33 + 32] = .nan
    let result = inputs.vectorized()
    #expect(result.dx[8] == 0, "a masked class has no gradient")
    #expect(result.losses[0].isFinite && result.losses[1].isNaN)
    inputs.labels = [8, 4]
    #expect(inputs.vectorized().losses[0] == .infinity, "a masked label is impossible")
  }
}
