import MotifKernels
import MotifTestSupport
import MotifVector
import Testing

extension ProductCase {
  /// The product in bfloat16 by `unit`, added to or written over `c`.
  func bfloat16(_ unit: ProductUnit, _ c: inout [Float]) {
    let (a, b) = (a, b)
    Vectorized.matmulBFloat16(
      unit: unit, m: m, n: n, k: k, alpha: alpha, a: a.storage, lda: a.stride,
      transposeA: transposeA, b: b.storage, ldb: b.stride, transposeB: transposeB, beta: beta,
      c: &c, ldc: self.c.stride)
  }

  func emulated(_ unit: ProductUnit, _ c: inout [Float]) {
    let (a, b) = (a, b)
    Reference.matmulBFloat16(
      unit: unit, m: m, n: n, k: k, alpha: alpha, a: a.storage, lda: a.stride,
      transposeA: transposeA, b: b.storage, ldb: b.stride, transposeB: transposeB, beta: beta,
      c: &c, ldc: self.c.stride)
  }

  /// The product of the operands rounded to bfloat16, in Double.
  func exactOfRounded() -> [Double] {
    func rounded(_ x: [Float]) -> [Double] {
      x.map { Double(BFloat16.float(BFloat16.bits($0))) }
    }
    let (a, b, c) = (a, b, c)
    var result = c.doubles
    Reference.matmul(
      m: m, n: n, k: k, alpha: Double(alpha), a: rounded(a.storage), lda: a.stride,
      transposeA: transposeA, b: rounded(b.storage), ldb: b.stride, transposeB: transposeB,
      beta: Double(beta), c: &result, ldc: c.stride)
    return result
  }
}

/// Units that this machine has; the emulation of both is tested everywhere.
private let units = ProductUnit.available.filter { $0 != .none }
private let emulations: [ProductUnit] = [.amx, .avx512bf16]

@Suite("Matmul in bfloat16") struct BFloat16MatmulTests {
  static let sizes: [ProductCase] = [
    ProductCase(m: 97, n: 130, k: 515), ProductCase(m: 257, n: 65, k: 257, transposeA: true),
    ProductCase(m: 40, n: 257, k: 390, transposeB: true, beta: 1, extra: 5),
    ProductCase(m: 300, n: 33, k: 130, transposeA: true, transposeB: true, alpha: 2),
    ProductCase(m: 17, n: 31, k: 2100, alpha: 0.5, beta: -0.5),
    ProductCase(m: 24, n: 20, k: 1300, beta: 1),
    ProductCase(m: 300, n: 320, k: 40, transposeB: true, beta: 1),
    ProductCase(m: 260, n: 300, k: 70, transposeA: true, alpha: -0.5, beta: 0.25),
    ProductCase(m: 20, n: 500, k: 600, transposeB: true, alpha: 0.5, beta: 1),
    ProductCase(m: 40, n: 500, k: 1100, transposeA: true, transposeB: true, beta: 1, extra: 1),
  ]

  @Test("a unit computes its emulation bit by bit at awkward sizes", arguments: units)
  func awkwardSizes(unit: ProductUnit) {
    for m in [1, 7, 12, 13, 32, 33, 65] {
      for (index, n) in [1, 15, 17, 32, 33, 65].enumerated() {
        for k in [1, 2, 31, 33, 70] {
          for transposes in 0..<4 {
            expectEmulation(
              ProductCase(
                m: m, n: n, k: k, transposeA: transposes & 1 == 1, transposeB: transposes & 2 == 2,
                alpha: index % 2 == 0 ? 1 : -0.75, beta: [0, 1, 0.5][index % 3],
                extra: index % 3), unit)
          }
        }
      }
    }
  }

  @Test("a unit computes its emulation bit by bit beyond one block", arguments: units, sizes)
  func blocks(unit: ProductUnit, product: ProductCase) { expectEmulation(product, unit) }

  @Test("operands rounded first give the same product", arguments: emulations, sizes)
  func againstRounded(unit: ProductUnit, product: ProductCase) {
    let exact = product.exactOfRounded()
    for compute in units.contains(unit) ? [true, false] : [false] {
      var c = product.c.storage
      if compute { product.bfloat16(unit, &c) } else { product.emulated(unit, &c) }
      let result = Comparison("\(product) \(unit)", c, exact, relative: 1e-5, absolute: 0)
      #expect(result.matches, "\(result)")
    }
  }

  @Test("the product of Floats is near", arguments: emulations, sizes)
  func againstFloats(unit: ProductUnit, product: ProductCase) {
    var c = product.c.storage
    product.emulated(unit, &c)
    // Each operand is rounded to 8 bits of precision: up to 2⁻⁹ of a factor, 2⁻⁸ = 4e-3 of a term.
    let result = Comparison(
      "\(product) \(unit)", c, product.referenceDouble(), relative: 1e-2, absolute: 0)
    #expect(result.matches, "\(result)")
    #expect(c != product.referenceFloat())
  }

  @Test("without a unit the product is that of Floats, to the bit", arguments: sizes)
  func none(product: ProductCase) {
    var (c, floats) = (product.c.storage, product.c.storage)
    product.bfloat16(.none, &c)
    product.vectorized(&floats)
    expectSameBits("\(product)", c, floats)
    (c, floats) = (product.c.storage, product.referenceFloat())
    product.emulated(.none, &c)
    expectSameBits("\(product)", c, floats)
  }

  @Test("operands that are stored as bfloat16 give the bits of their Floats", arguments: sizes)
  func storage(product: ProductCase) {
    let (a, b) = (product.a, product.b)
    let (shortA, shortB) = (a.storage.map(BFloat16.init), b.storage.map(BFloat16.init))
    let (wideA, wideB) = (
      shortA.map { BFloat16.float($0.bitPattern) }, shortB.map { BFloat16.float($0.bitPattern) }
    )
    for unit in ProductUnit.available {
      func multiply<A: ProductElement, B: ProductElement>(_ x: [A], _ y: [B]) -> [Float] {
        var c = product.c.storage
        Vectorized.matmulBFloat16(
          unit: unit, m: product.m, n: product.n, k: product.k, alpha: product.alpha, a: x,
          lda: a.stride, transposeA: product.transposeA, b: y, ldb: b.stride,
          transposeB: product.transposeB, beta: product.beta, c: &c, ldc: product.c.stride)
        return c
      }
      let expected = multiply(wideA, wideB)
      expectSameBits("\(product) \(unit), A", multiply(shortA, wideB), expected)
      expectSameBits("\(product) \(unit), B", multiply(wideA, shortB), expected)
      expectSameBits("\(product) \(unit), both", multiply(shortA, shortB), expected)
    }
  }

  @Test("the same bits at any thread count", arguments: units)
  func threadCounts(unit: ProductUnit) {
    let cases = [
      ProductCase(m: 257, n: 190, k: 400), ProductCase(m: 64, n: 64, k: 4200, transposeA: true),
      ProductCase(m: 5, n: 1000, k: 700, transposeB: true),
      // One thread has columns enough to pack them for itself; sixteen have not.
      ProductCase(m: 61, n: 900, k: 700, transposeA: true, transposeB: true, beta: 1),
    ]
    for product in cases {
      let results = withThreadCounts([1, 2, 3, 8, 16]) { _ -> [UInt32] in
        var c = product.c.storage
        product.bfloat16(unit, &c)
        return c.map(\.bitPattern)
      }
      for other in results.dropFirst() { #expect(other == results[0], "\(product)") }
    }
  }

  @Test("columns and rows that are added change no bit of the others", arguments: units)
  func partOfAProduct(unit: ProductUnit) {
    let whole = ProductCase(m: 75, n: 640, k: 300, transposeB: true)
    let (a, b) = (whole.a, whole.b)
    func product(_ m: Int, _ n: Int) -> [Float] {
      var c = [Float](repeating: 0, count: m * n)
      Vectorized.matmulBFloat16(
        unit: unit, m: m, n: n, k: whole.k, a: a.storage, lda: a.stride, b: b.storage,
        ldb: b.stride, transposeB: true, c: &c, ldc: n)
      return c
    }
    let all = product(whole.m, whole.n)
    for (m, n) in [(1, 640), (16, 33), (75, 31), (40, 600)] {
      let part = product(m, n)
      let same = (0..<m).allSatisfy { row in
        part[row * n..<row * n + n].elementsEqual(all[row * 640..<row * 640 + n])
      }
      #expect(same, "\(m) x \(n)")
    }
  }

  @Test("without depth C is scaled; with beta 0 C is not read", arguments: ProductUnit.available)
  func edges(unit: ProductUnit) {
    var c: [Float] = [1, 2, 3, 4, 5, 6]
    let empty: [Float] = [0]
    Vectorized.matmulBFloat16(
      unit: unit, m: 2, n: 2, k: 0, a: empty, lda: 1, b: empty, ldb: 2, beta: 3, c: &c, ldc: 3)
    #expect(c == [3, 6, 3, 12, 15, 6])
    for (m, n) in [(1, 40), (3, 5), (20, 40), (64, 64)] {
      for alpha in [Float(1), 0.5] {
        let product = ProductCase(m: m, n: n, k: 9, alpha: alpha)
        var dirty = [Float](repeating: .nan, count: m * n)
        product.bfloat16(unit, &dirty)
        // Operands are rounded to bfloat16, the reference's are not; NaN is what is looked for.
        let result = Comparison(
          "\(product) over NaN", dirty, product.referenceDouble(), relative: 1e-2)
        #expect(result.matches, "\(result)")
      }
    }
  }

  private func expectEmulation(_ product: ProductCase, _ unit: ProductUnit) {
    var (c, emulated) = (product.c.storage, product.c.storage)
    product.bfloat16(unit, &c)
    product.emulated(unit, &emulated)
    let result = Comparison(bits: "\(product) \(unit)", c, emulated)
    if !result.matches { Issue.record("\(result)") }
  }
}

@Suite("Matmul in bfloat16: symmetric product") struct BFloat16SymmetricTests {
  @Test("one triangle, mirrored", arguments: units, [1, 13, 32, 33, 65, 257])
  func symmetric(unit: ProductUnit, m: Int) {
    for (k, transposeA) in [(1, false), (9, true), (200, false), (200, true)] {
      for (alpha, beta) in [(Float(1), Float(0)), (-0.5, 2)] {
        let a = StridedMatrix(
          "a", rows: transposeA ? k : m, columns: transposeA ? m : k, extra: 3)
        var c = StridedMatrix("c", rows: m, columns: m).storage
        for i in 0..<m {
          for j in 0..<i { c[j * m + i] = c[i * m + j] }
        }
        var whole = c
        Vectorized.symmetricProductBFloat16(
          unit: unit, m: m, k: k, alpha: alpha, a: a.storage, lda: a.stride,
          transposeA: transposeA, beta: beta, c: &c, ldc: m)
        Vectorized.matmulBFloat16(
          unit: unit, m: m, n: m, k: k, alpha: alpha, a: a.storage, lda: a.stride,
          transposeA: transposeA, b: a.storage, ldb: a.stride, transposeB: !transposeA, beta: beta,
          c: &whole, ldc: m)
        for i in 0..<m {
          for j in 0..<i { whole[j * m + i] = whole[i * m + j] }
        }
        expectSameBits("\(m)x\(k) \(unit)", c, whole)
      }
    }
  }
}
