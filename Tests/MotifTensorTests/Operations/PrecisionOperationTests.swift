import MotifKernels
import MotifTensor
import MotifTestSupport
import MotifVector
import Testing

@Suite("Products in bfloat16") struct PrecisionOperationTests {
  private static let hasUnit = ProductUnit.current != .none

  /// The numbers of `tensor` as a product in bfloat16 takes them.
  private func rounded(_ tensor: Tensor) -> Tensor {
    guard Self.hasUnit else { return tensor }
    return Tensor(
      tensor.values.map { BFloat16.float(BFloat16.bits($0)) }, shape: tensor.shape)
  }

  private func expect(
    _ label: String, _ actual: Tensor?, _ expected: Tensor?, relative: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let comparison = Comparison(
      label, actual?.values ?? [], (expected?.values ?? []).doubles, relative: relative)
    #expect(comparison.matches, "\(comparison)", sourceLocation: sourceLocation)
  }

  @Test(
    "a linear layer and both gradients are products of rounded operands",
    arguments: [(1, 1, 1), (2, 7, 9), (20, 33, 70), (9, 64, 31), (130, 65, 40), (40, 300, 500)])
  func linear(rows: Int, inputs: Int, outputs: Int) {
    let x = Tensor.random("precision.x", [rows, inputs]).tracked()
    let weight = Tensor.random("precision.weight", [outputs, inputs]).tracked()
    let dy = Tensor.random("precision.dy", [rows, outputs])
    let y = x.linear(weight, precision: .bfloat16)
    let gradients = (y * dy).sum().backward()
    let (rx, rw, rdy) = (rounded(x.detached), rounded(weight.detached), rounded(dy))
    expect("y", y, rx.linear(rw))
    expect("dx", gradients[x], rdy.matrixProduct(rw))
    expect("dweight", gradients[weight], rdy.matrixProduct(rx, transposed: true))
    let plain = x.detached.linear(weight.detached)
    // These operands are not rounded: two factors of up to 2⁻⁹ each.
    expect("y in Float", y, plain, relative: 1e-2)
    #expect(!Self.hasUnit || y.values != plain.values)
  }

  @Test("the head's loss and both gradients", arguments: [(9, 3, 33), (70, 40, 500)])
  func crossEntropy(tokens: Int, columns: Int, vocabulary: Int) {
    let hidden = Tensor.random("precision.hidden", [tokens, columns]).tracked()
    let head = Tensor.random("precision.head", [vocabulary, columns]).tracked()
    let labels = TokenTensor(
      (0..<tokens).map { $0 % 3 == 2 ? -100 : ($0 * 7 + 1) % vocabulary }, shape: [tokens])
    func loss(_ hidden: Tensor, _ head: Tensor, _ precision: ProductPrecision) -> Tensor {
      hidden.crossEntropy(
        head: head, labels: labels, normalizer: 4, zLoss: 1e-3, precision: precision)
    }
    let short = loss(hidden, head, .bfloat16)
    let (rhidden, rhead) = (rounded(hidden.detached).tracked(), rounded(head.detached).tracked())
    let plain = loss(rhidden, rhead, .float32)
    expect("loss", short, plain)
    // The gradient of the logits is rounded as well, which `plain` leaves out: 2⁻⁹ of each of its numbers.
    let (gradients, expected) = (short.backward(), plain.backward())
    expect("dhidden", gradients[hidden], expected[rhidden], relative: 1e-2)
    expect("dhead", gradients[head], expected[rhead], relative: 1e-2)
    #expect(!Self.hasUnit || gradients[head]?.values != expected[rhead]?.values)
    let losses = hidden.detached.tokenLosses(
      head: head.detached, labels: labels, precision: .bfloat16)
    let plainLosses = rhidden.detached.tokenLosses(head: rhead.detached, labels: labels)
    expect("losses", Tensor(losses), Tensor(plainLosses))
  }

  @Test(
    "orthogonalisation in bfloat16 is near that in Float",
    arguments: [
      [40, 40], [33, 120], [200, 70], [64, 300],
    ])
  func orthogonalized(shape: [Int]) {
    let matrix = Tensor.random("precision.matrix", Shape(shape))
    for preset in [NewtonSchulzPreset.motif, .polarExpress] {
      let plain = matrix.orthogonalized(Orthogonalization(preset))
      let short = matrix.orthogonalized(Orthogonalization(preset, precision: .bfloat16))
      let difference = zip(plain.values, short.values).reduce(0.0) {
        $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
      }
      let norm = plain.values.reduce(0.0) { $0 + Double($1 * $1) }
      let relative = (difference / norm).squareRoot()
      #expect(relative < 0.03, "\(shape) \(preset)")
      #expect(!Self.hasUnit || relative > 1e-5)
    }
  }

  /// `x` as E4M3 holds it, in Double.
  private func eight(_ x: Tensor, _ scaling: Float8Scaling) -> [Double] {
    Reference.roundToFloat8(
      x: x.values.doubles, rows: x.shape.rows, columns: x.shape.columns, scaling: scaling)
  }

  private func product(
    _ a: [Double], _ b: [Double], _ m: Int, _ n: Int, _ k: Int, transposeA: Bool = false,
    transposeB: Bool = false
  ) -> [Double] {
    written(m * n) {
      Reference.matmul(
        m: m, n: n, k: k, a: a, lda: transposeA ? m : k, transposeA: transposeA, b: b,
        ldb: transposeB ? k : n, transposeB: transposeB, c: $0, ldc: n)
    }
  }

  @Test(
    "eight bits: the forward product is an emulation in Double, rounded, and gradients follow the mode",
    arguments: [ProductPrecision.float8Forward, .float8Input, .float8Full],
    [(5, 33, 7), (40, 64, 50), (20, 300, 40)])
  func float8(precision: ProductPrecision, size: (rows: Int, inputs: Int, outputs: Int)) throws {
    let (rows, inputs, outputs) = size
    let x = Tensor.random("float8.x", [rows, inputs]).tracked()
    let weight = Tensor.random("float8.weight", [outputs, inputs], scale: 0.02).tracked()
    let dy = Tensor.random("float8.dy", [rows, outputs])
    let y = x.linear(weight, precision: precision)
    let exact = product(
      eight(x, .rows), eight(weight, .rows), rows, outputs, inputs, transposeB: true)
    #expect(y.values == exact.map { BFloat16.float(BFloat16.bits(Float($0))) })
    try expectGradients((y * dy).sum().backward(), precision, x, weight, dy)
  }

  /// Rows of the weight lie 2¹⁵ apart, and the gradient makes up for it.
  ///
  /// Scales are powers of two, so that numbers of about one size would round alike under any of them.
  @Test(
    "eight bits: each product has the scales of the lines that it contracts",
    arguments: [ProductPrecision.float8Input, .float8Full])
  func float8Scales(precision: ProductPrecision) throws {
    let (rows, inputs, outputs) = (24, 32, 16)
    let sizes: [Float] = [1, 0x1p-5, 0x1p-10, 0x1p-15]
    func uneven(_ name: String, _ shape: Shape, _ size: (Int) -> Float) -> Tensor {
      let values = Tensor.random(name, shape).values.enumerated().map { $1 * size($0) }
      return Tensor(values, shape: shape)
    }
    let x = Tensor.random("float8.x", [rows, inputs]).tracked()
    let weight = uneven("float8.weight", [outputs, inputs]) { sizes[$0 / inputs % 4] }.tracked()
    let dy = uneven("float8.dy", [rows, outputs]) { 1 / sizes[$0 % outputs % 4] }
    #expect(eight(weight.detached, .rows) != eight(weight.detached, .columns))
    let y = x.linear(weight, precision: precision)
    try expectGradients((y * dy).sum().backward(), precision, x, weight, dy)
  }

  /// The gradients of `x` and `weight` are the products that `precision` names, emulated in Double.
  private func expectGradients(
    _ gradients: Gradients, _ precision: ProductPrecision, _ x: Tensor, _ weight: Tensor,
    _ dy: Tensor
  ) throws {
    let (rows, inputs, outputs) = (x.shape.rows, x.shape.columns, weight.shape.rows)
    func short(_ x: Tensor) -> [Double] { rounded(x).values.doubles }
    let isForward = precision == .float8Forward
    let dx = product(
      isForward ? short(dy) : eight(dy, .rows),
      isForward
        ? short(weight.detached)
        : eight(weight, precision == .float8Full ? .columns : .whole), rows, inputs, outputs)
    let isFull = precision == .float8Full
    let dweight = product(
      isFull ? eight(dy, .columns) : short(dy), isFull ? eight(x, .columns) : short(x.detached),
      outputs, inputs, rows, transposeA: true)
    for (name, actual, expected) in [
      ("dx", try #require(gradients[x]).values, dx),
      ("dweight", try #require(gradients[weight]).values, dweight),
    ] {
      let comparison = Comparison(name, actual, expected, relative: 1e-5)
      #expect(comparison.matches, "\(precision) \(comparison)")
    }
  }

  @Test("the same bits on any number of threads")
  func threads() {
    let results = withThreadCounts([1, 2, 3, 8]) { _ in
      let x = Tensor.random("precision.threads.x", [150, 96]).tracked()
      let weight = Tensor.random("precision.threads.w", [200, 96]).tracked()
      let gradients = x.linear(weight, precision: .float8Full).sum().backward()
      return [
        x.linear(weight, precision: .bfloat16).values, gradients[x]?.values,
        gradients[weight]?.values,
        weight.detached.orthogonalized(Orthogonalization(precision: .bfloat16)).values,
      ]
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }
}
