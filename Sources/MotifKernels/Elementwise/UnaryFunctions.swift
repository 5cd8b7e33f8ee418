internal import MotifVector

// Functions of one number at a time, with their gradients. Chunks are multiples of the vector width,
// so that a number is computed alike wherever a chunk begins.

extension Vectorized {
  private static let functionChunk = 16_384

  /// `y = exp x`, at most 1.3 ulp off up to 88 and 2.5 above; `y` may be `x`.
  ///
  /// Zero where the result is below the normal numbers.
  package static func exp(_ x: UnsafePointer<Float>, count: Int, y: UnsafeMutablePointer<Float>) {
    forEachVector(x, x, count, y) { x, _ in
      // The exponential saturates a little below the largest float: take a factor e out there.
      let (large, one) = (Vector(repeating: 88), Vector(repeating: 1))
      let shift = select(one, whereLess: large, than: x, else: .zero)
      let factor = select(Vector(repeating: 2.718_281_8), whereLess: large, than: x, else: one)
      return normalExponential(x - shift) * factor
    }
  }

  /// `y = log x`, at most 2 ulp off for normal numbers; `y` may be `x`.
  ///
  /// −∞ for numbers below the normal ones and zero, NaN for negative numbers.
  package static func log(_ x: UnsafePointer<Float>, count: Int, y: UnsafeMutablePointer<Float>) {
    Parallel.forEachRange(count, chunk: functionChunk) { range in
      for i in range { y[i] = logarithm(x[i]) }
    }
  }

  /// `y = √x`, correctly rounded; `y` may be `x`.
  package static func squareRoot(
    _ x: UnsafePointer<Float>, count: Int, y: UnsafeMutablePointer<Float>
  ) {
    forEachVector(x, x, count, y) { x, _ in MotifVector.squareRoot(x) }
  }

  /// `y = σ(x) = 1 / (1 + exp(−x))`; `y` may be `x`.
  package static func sigmoid(
    _ x: UnsafePointer<Float>, count: Int, y: UnsafeMutablePointer<Float>
  ) {
    forEachVector(x, x, count, y) { x, _ in logistic(x) }
  }

  /// `dx = dy ∘ y ∘ (1 − y)` for y = σ(x); `dx` may be `dy`.
  package static func sigmoidBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, count: Int, dx: UnsafeMutablePointer<Float>
  ) {
    forEachVector(y, dy, count, dx) { y, dy in dy * y * (Vector(repeating: 1) - y) }
  }

  /// `y = tanh x`, at most 3 ulp off; `y` may be `x`.
  package static func tanh(_ x: UnsafePointer<Float>, count: Int, y: UnsafeMutablePointer<Float>) {
    forEachVector(x, x, count, y) { x, _ in hyperbolicTangent(x) }
  }

  /// `dx = dy ∘ (1 − y²)` for y = tanh x; `dx` may be `dy`.
  package static func tanhBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, count: Int, dx: UnsafeMutablePointer<Float>
  ) {
    // As a product: 1 − y² would lose the low bits of y near ± 1.
    let one = Vector(repeating: 1)
    forEachVector(y, dy, count, dx) { y, dy in dy * ((one - y) * (one + y)) }
  }

  /// `y = x σ(x)`; `y` may be `x`.
  package static func silu(_ x: UnsafePointer<Float>, count: Int, y: UnsafeMutablePointer<Float>) {
    forEachVector(x, x, count, y) { x, _ in x * logistic(x) }
  }

  /// `dx = dy ∘ σ(x) (1 + x (1 − σ(x)))`; `dx` may be `dy`.
  package static func siluBackward(
    x: UnsafePointer<Float>, dy: UnsafePointer<Float>, count: Int, dx: UnsafeMutablePointer<Float>
  ) {
    let one = Vector(repeating: 1)
    forEachVector(x, dy, count, dx) { x, dy in
      // 1 − σ(x) is σ(−x), which does not cancel where σ(x) is near 1.
      dy * (logistic(x) * multiplyAdd(x, logistic(-x), one))
    }
  }

  /// `out = body(a, b)`, a vector at a time; `out` may be `a` or `b`.
  @inline(__always)
  private static func forEachVector(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int,
    _ out: UnsafeMutablePointer<Float>, _ body: (Vector, Vector) -> Vector
  ) {
    Parallel.forEachRange(count, chunk: functionChunk) { range in
      var i = range.lowerBound
      while i + vectorWidth <= range.upperBound {
        store(body(load(a, i), load(b, i)), out, i)
        i += vectorWidth
      }
      let rest = range.upperBound - i
      guard rest > 0 else { return }
      let value = body(loadPartial(a, i, count: rest), loadPartial(b, i, count: rest))
      storePartial(value, out, i, count: rest)
    }
  }

  /// `exp(x)`, and 0 where the result would be no normal number.
  @inline(__always)
  private static func normalExponential(_ x: Vector) -> Vector {
    select(.zero, whereLess: x, than: Vector(repeating: -87.336_54), else: exponential(x))
  }

  /// `1 / (1 + exp(−x))`, from the exponential of −|x|, which cannot overflow.
  @inline(__always)
  static func logistic(_ x: Vector) -> Vector {
    let one = Vector(repeating: 1)
    let e = normalExponential(minimum(x, -x))
    return select(e, whereLess: x, than: .zero, else: one) / (one + e)
  }

  /// `tanh x`: an odd polynomial for |x| < 0.625, `1 − 2 / (exp(2|x|) + 1)` with the sign of x else.
  ///
  /// Polynomial: Cephes `tanhf`.
  @inline(__always)
  private static func hyperbolicTangent(_ x: Vector) -> Vector {
    let one = Vector(repeating: 1)
    let size = maximum(x, -x)
    let far = one - Vector(repeating: 2) / (exponential(size + size) + one)
    let signed = select(-far, whereLess: x, than: .zero, else: far)
    let z = x * x
    var p = Vector(repeating: -5.704_988_7e-3)
    p = multiplyAdd(p, z, Vector(repeating: 2.063_908_9e-2))
    p = multiplyAdd(p, z, Vector(repeating: -5.373_971_6e-2))
    p = multiplyAdd(p, z, Vector(repeating: 1.333_144_2e-1))
    p = multiplyAdd(p, z, Vector(repeating: -3.333_328_2e-1))
    let near = multiplyAdd(p * z, x, x)
    return select(near, whereLess: size, than: Vector(repeating: 0.625), else: signed)
  }

  /// `log x` without a branch, so that the optimiser can take lanes of it.
  ///
  /// x = 2ᵉ m with m in √½ ..< √2, a polynomial of degree 8 in m − 1, e · ln 2 in two parts. Polynomial:
  /// Cephes `logf`.
  @inline(__always)
  private static func logarithm(_ x: Float) -> Float {
    let bits = Int32(bitPattern: x.bitPattern)
    // Adding the distance of √½ from 1 carries into the exponent field from √2 on.
    let raised = bits &+ (0x3F80_0000 - 0x3F35_04F3)
    let e = Float((raised &>> 23) &- 127)
    let m = Float(bitPattern: UInt32(bitPattern: (raised & 0x007F_FFFF) &+ 0x3F35_04F3)) - 1
    let z = m * m
    var p: Float = 7.037_683_6e-2
    p = multiplyAdd(p, m, -1.151_461e-1)
    p = multiplyAdd(p, m, 1.167_699_9e-1)
    p = multiplyAdd(p, m, -1.242_014_1e-1)
    p = multiplyAdd(p, m, 1.424_932_3e-1)
    p = multiplyAdd(p, m, -1.666_805_8e-1)
    p = multiplyAdd(p, m, 2.000_071_5e-1)
    p = multiplyAdd(p, m, -2.499_999_4e-1)
    p = multiplyAdd(p, m, 3.333_333_1e-1)
    var y = multiplyAdd(e, -2.121_944_4e-4, p * m * z)
    y = multiplyAdd(z, -0.5, y)
    y = multiplyAdd(e, 0.693_359_375, m + y)
    // Infinite and NaN stay what they are; nothing, and less than nothing, have no logarithm.
    y = x < .infinity ? y : x
    y = x < .leastNormalMagnitude ? -.infinity : y
    return x < 0 ? .nan : y
  }
}
