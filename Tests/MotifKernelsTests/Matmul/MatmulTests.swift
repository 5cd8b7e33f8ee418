import MotifKernels
import MotifTestSupport
import Testing

/// A strided matrix with noise in its gaps, so that reads and writes beyond the width are seen.
struct StridedMatrix {
  let rows: Int
  let columns: Int
  let stride: Int
  var storage: [Float]

  init(
    _ name: String, rows: Int, columns: Int, extra: Int = 0, seed: UInt64 = ProofChain.baseSeed
  ) {
    self.rows = rows
    self.columns = columns
    stride = columns + extra
    storage = uniformNumbers(max(1, rows * stride), name, seed: seed)
  }

  var doubles: [Double] { storage.doubles }
}

/// One product and everything that can vary about it.
struct ProductCase: CustomStringConvertible, Sendable {
  var m: Int
  var n: Int
  var k: Int
  var transposeA = false
  var transposeB = false
  var alpha: Float = 1
  var beta: Float = 0
  var extra = 0
  var seed = ProofChain.baseSeed

  var description: String {
    "\(m)x\(n)x\(k) \(transposeA ? "T" : "N")\(transposeB ? "T" : "N") alpha \(alpha) beta \(beta) "
      + "extra \(extra)"
  }

  var a: StridedMatrix {
    StridedMatrix(
      "a", rows: transposeA ? k : m, columns: transposeA ? m : k, extra: extra, seed: seed)
  }
  var b: StridedMatrix {
    StridedMatrix(
      "b", rows: transposeB ? n : k, columns: transposeB ? k : n, extra: 2 * extra, seed: seed)
  }
  var c: StridedMatrix {
    StridedMatrix("c", rows: m, columns: n, extra: 3 * extra, seed: seed)
  }

  func vectorized(_ c: inout [Float]) {
    let (a, b) = (a, b)
    let ldc = self.c.stride
    Vectorized.matmul(
      m: m, n: n, k: k, alpha: alpha, a: a.storage, lda: a.stride, transposeA: transposeA,
      b: b.storage, ldb: b.stride, transposeB: transposeB, beta: beta, c: &c, ldc: ldc)
  }

  func referenceFloat() -> [Float] {
    let (a, b) = (a, b)
    var c = c
    Reference.matmul(
      m: m, n: n, k: k, alpha: alpha, a: a.storage, lda: a.stride, transposeA: transposeA,
      b: b.storage, ldb: b.stride, transposeB: transposeB, beta: beta, c: &c.storage,
      ldc: c.stride)
    return c.storage
  }

  func referenceDouble() -> [Double] {
    let (a, b, c) = (a, b, c)
    var result = c.doubles
    Reference.matmul(
      m: m, n: n, k: k, alpha: Double(alpha), a: a.doubles, lda: a.stride, transposeA: transposeA,
      b: b.doubles, ldb: b.stride, transposeB: transposeB, beta: Double(beta), c: &result,
      ldc: c.stride)
    return result
  }
}

@Suite("Matmul") struct MatmulTests {
  static let awkward = [1, 7, 8, 9, 31, 32, 33, 65]

  @Test("awkward sizes, all transposes, strided, scaled", arguments: awkward)
  func awkwardSizes(m: Int) {
    for (index, n) in Self.awkward.enumerated() {
      for k in [1, 8, 33] {
        for transposes in 0..<4 {
          let product = ProductCase(
            m: m, n: n, k: k, transposeA: transposes & 1 == 1, transposeB: transposes & 2 == 2,
            alpha: index % 2 == 0 ? 1 : -0.75, beta: index % 3 == 0 ? 0 : 0.5, extra: index % 3)
          check(product)
        }
      }
    }
  }

  @Test(
    "sizes beyond one block",
    arguments: [
      ProductCase(m: 97, n: 130, k: 515), ProductCase(m: 257, n: 65, k: 257, transposeA: true),
      ProductCase(m: 40, n: 257, k: 390, transposeB: true, beta: 1, extra: 5),
      ProductCase(m: 300, n: 33, k: 130, transposeA: true, transposeB: true, alpha: 2),
      ProductCase(m: 17, n: 31, k: 3400), ProductCase(m: 24, n: 20, k: 3400, beta: 1),
      ProductCase(m: 45, n: 515, k: 70, extra: 3),
      ProductCase(m: 400, n: 520, k: 40, transposeB: true, beta: 1),
      ProductCase(m: 250, n: 900, k: 300, transposeA: true, beta: 1),
      ProductCase(m: 30, n: 900, k: 2100, transposeB: true, beta: 1),
      ProductCase(m: 97, n: 1030, k: 515), ProductCase(m: 24, n: 700, k: 300, extra: 2),
      ProductCase(m: 70, n: 1100, k: 600, transposeA: true, transposeB: true, alpha: 2, beta: 1),
    ])
  func blocks(product: ProductCase) { check(product) }

  @Test("rows of A read in place and packed rows give the same bits")
  func inPlaceRows() {
    // One row-major A is read in place for few columns of C and packed for many.
    let wide = ProductCase(m: 45, n: 640, k: 70, transposeB: true)
    let narrow = ProductCase(m: 45, n: 96, k: 70, transposeB: true)
    let (a, b) = (wide.a, wide.b)
    func product(_ size: ProductCase) -> [Float] {
      var c = [Float](repeating: 0, count: size.m * size.n)
      Vectorized.matmul(
        m: size.m, n: size.n, k: size.k, a: a.storage, lda: a.stride, b: b.storage, ldb: b.stride,
        transposeB: true, c: &c, ldc: size.n)
      return c
    }
    let (all, few) = (product(wide), product(narrow))
    for row in 0..<wide.m {
      #expect(
        all[row * 640..<row * 640 + 96].elementsEqual(few[row * 96..<row * 96 + 96]), "row \(row)")
    }
  }

  @Test("columns packed by one thread and by all give the same bits", arguments: [false, true])
  func fewRowsOnAnyThreads(transposed: Bool) {
    // One thread has columns enough to pack them for itself; sixteen have not.
    let product = ProductCase(
      m: 61, n: 900, k: 700, transposeA: transposed, transposeB: transposed, beta: 1)
    let results = withThreadCounts([1, 16, 16, 16]) { _ in
      var c = product.c.storage
      product.vectorized(&c)
      return c.map(\.bitPattern)
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }

  @Test(
    "few rows",
    arguments: [1, 2, 3, 4, 5, 8, 15, 16], [false, true])
  func skinny(m: Int, transposeB: Bool) {
    for (n, k) in [(1, 300), (5, 17), (129, 77), (70, 1100), (1100, 70)] {
      check(ProductCase(m: m, n: n, k: k, transposeB: transposeB, extra: 1))
      check(
        ProductCase(
          m: m, n: n, k: k, transposeA: true, transposeB: transposeB, alpha: 0.5, beta: -1))
    }
  }

  @Test("few rows and tens of thousands of terms of one sign", arguments: [1, 3, 16])
  func deepSkinny(m: Int) {
    let (n, k) = (21, 70_001)
    let a = uniformNumbers(m * k, "deep.a", seed: 1).map { abs($0) }
    let b = uniformNumbers(k * n, "deep.b", seed: 2).map { abs($0) }
    var (c, exact) = ([Float](repeating: 0, count: m * n), [Double](repeating: 0, count: m * n))
    Vectorized.matmul(m: m, n: n, k: k, a: a, lda: k, b: b, ldb: n, c: &c, ldc: n)
    Reference.matmul(
      m: m, n: n, k: k, a: a.doubles, lda: k, b: b.doubles, ldb: n, c: &exact, ldc: n)
    // One chain is off by about 1e-5.
    let result = Comparison("deep", c, exact, relative: 5e-6)
    #expect(result.matches, "\(result)")
  }

  @Test("without depth C is scaled; with beta 0 C is not read")
  func edges() {
    var c: [Float] = [1, 2, 3, 4, 5, 6]
    let empty: [Float] = [0]
    Vectorized.matmul(m: 2, n: 2, k: 0, a: empty, lda: 1, b: empty, ldb: 2, beta: 3, c: &c, ldc: 3)
    #expect(c == [3, 6, 3, 12, 15, 6])
    Vectorized.matmul(m: 2, n: 2, k: 0, a: empty, lda: 1, b: empty, ldb: 2, c: &c, ldc: 3)
    #expect(c == [0, 0, 3, 0, 0, 6])
    for (m, n) in [(1, 40), (3, 5), (20, 40), (64, 64)] {
      let product = ProductCase(m: m, n: n, k: 9)
      var dirty = [Float](repeating: .nan, count: m * n)
      product.vectorized(&dirty)
      let result = Comparison(
        "\(product) over NaN", dirty, product.referenceDouble(), relative: 1e-6)
      #expect(result.matches, "\(result)")
    }
  }

  @Test("the same bits at any thread count")
  func threadCounts() {
    let cases = [
      ProductCase(m: 257, n: 190, k: 400), ProductCase(m: 64, n: 64, k: 4000, transposeA: true),
      ProductCase(m: 5, n: 1000, k: 700, transposeB: true), ProductCase(m: 5, n: 3000, k: 300),
    ]
    for product in cases {
      let results = withThreadCounts([1, 2, 3, 8]) { _ -> [UInt32] in
        var c = product.c.storage
        product.vectorized(&c)
        return c.map(\.bitPattern)
      }
      for other in results.dropFirst() { #expect(other == results[0], "\(product)") }
    }
  }

  private func check(_ product: ProductCase) {
    let seeds = ProofChain.seeds(numbers: product.m * product.n)
    expectTwins(shape: [product.m, product.n, product.k], seeds: seeds) { seed in
      var product = product
      product.seed = seed
      var c = product.c.storage
      product.vectorized(&c)
      return [
        Twin(
          "\(product)", c, float: product.referenceFloat(), double: product.referenceDouble())
      ]
    }
    let original = product.c
    guard original.stride > original.columns else { return }
    var c = original.storage
    product.vectorized(&c)
    for index in c.indices where index % original.stride >= original.columns {
      if c[index] != original.storage[index] {
        Issue.record("\(product) wrote into the gap at \(index)")
        return
      }
    }
  }
}

@Suite("Matmul: symmetric product") struct MatmulSymmetricTests {
  @Test("one triangle, mirrored", arguments: [1, 7, 13, 32, 33, 65, 257], [false, true])
  func symmetric(m: Int, transposeA: Bool) {
    for k in [1, 9, 400] {
      for (alpha, beta) in [(Float(1), Float(0)), (-0.5, 2)] {
        // The largest product has 66 049 numbers to show its errors.
        let seeds = ProofChain.seeds(numbers: m * m).prefix(m * k > 50_000 ? 1 : .max)
        expectTwins(shape: [m, m, k], seeds: Array(seeds)) { seed in
          [twin(m: m, k: k, transposeA: transposeA, alpha: alpha, beta: beta, seed: seed)]
        }
      }
    }
  }

  private func twin(
    m: Int, k: Int, transposeA: Bool, alpha: Float, beta: Float, seed: UInt64
  ) -> Twin {
    let a = StridedMatrix(
      "a", rows: transposeA ? k : m, columns: transposeA ? m : k, extra: 3, seed: seed)
    var fast = StridedMatrix("c", rows: m, columns: m, seed: seed).storage
    for i in 0..<m {
      for j in 0..<i { fast[j * m + i] = fast[i * m + j] }
    }
    var (plain, exact) = (fast, fast.doubles)
    Vectorized.symmetricProduct(
      m: m, k: k, alpha: alpha, a: a.storage, lda: a.stride, transposeA: transposeA, beta: beta,
      c: &fast, ldc: m)
    Reference.matmul(
      m: m, n: m, k: k, alpha: alpha, a: a.storage, lda: a.stride, transposeA: transposeA,
      b: a.storage, ldb: a.stride, transposeB: !transposeA, beta: beta, c: &plain, ldc: m)
    Reference.matmul(
      m: m, n: m, k: k, alpha: Double(alpha), a: a.doubles, lda: a.stride,
      transposeA: transposeA, b: a.doubles, ldb: a.stride, transposeB: !transposeA,
      beta: Double(beta), c: &exact, ldc: m)
    let isSymmetric = (0..<m).allSatisfy { i in
      (0..<i).allSatisfy { fast[i * m + $0] == fast[$0 * m + i] }
    }
    #expect(isSymmetric)
    return Twin("\(m)x\(k)", fast, float: plain, double: exact)
  }
}
