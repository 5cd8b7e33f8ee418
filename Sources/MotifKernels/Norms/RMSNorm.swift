internal import MotifVector

extension Vectorized {
  /// RMSNorm of every row: `y = x · r ∘ w`, `r = (mean(x²) + ε)^(−1/2)`.
  ///
  /// - Parameters:
  ///   - x: `[rows, columns]`.
  ///   - weight: `[columns]`.
  ///   - y: `[rows, columns]`.
  ///   - inverseRMS: `[rows]`, the factors r, kept for the backward pass.
  package static func rmsNorm(
    x: UnsafePointer<Float>, weight: UnsafePointer<Float>, epsilon: Float,
    rows: Int, columns: Int,
    y: UnsafeMutablePointer<Float>, inverseRMS: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let source = x + row * columns
        let target = y + row * columns
        let mean = dotRow(source, source, columns) / Float(columns)
        let r = 1 / (mean + epsilon).squareRoot()
        inverseRMS[row] = r
        let scale = Vector(repeating: r)
        var i = 0
        while i + vectorWidth <= columns {
          store(load(source, i) * scale * load(weight, i), target, i)
          i += vectorWidth
        }
        while i < columns {
          target[i] = source[i] * r * weight[i]
          i += 1
        }
      }
    }
  }

  /// Gradient of ``rmsNorm(x:weight:epsilon:rows:columns:y:inverseRMS:)``.
  ///
  /// With x̂ = x·r: `dx = r (dy∘w − x̂ · mean(dy∘w∘x̂))`, `dw = Σ_rows dy∘x̂`.
  ///
  /// - Parameters:
  ///   - dx: written, or added to when `accumulate` is true.
  ///   - dweight: `[columns]`, written; partial sums of fixed row chunks are added in order.
  package static func rmsNormBackward(
    x: UnsafePointer<Float>, weight: UnsafePointer<Float>, inverseRMS: UnsafePointer<Float>,
    dy: UnsafePointer<Float>, rows: Int, columns: Int,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool, dweight: UnsafeMutablePointer<Float>
  ) {
    let chunks = RowChunks.count(rows: rows, columns: columns)
    BufferPool.withScratch(chunks * columns) { partials in
      RowChunks.forEach(rows: rows, columns: columns) { chunk, range in
        let partial = partials + chunk * columns
        partial.update(repeating: 0, count: columns)
        for row in range {
          backwardRow(
            x: x + row * columns, weight: weight, r: inverseRMS[row], dy: dy + row * columns,
            columns: columns, dx: dx + row * columns, accumulate: accumulate, dweight: partial)
        }
      }
      RowChunks.reduce(
        partials: partials, chunks: chunks, columns: columns, into: dweight, accumulate: false)
    }
  }

  private static func backwardRow(
    x: UnsafePointer<Float>, weight: UnsafePointer<Float>, r: Float, dy: UnsafePointer<Float>,
    columns: Int, dx: UnsafeMutablePointer<Float>, accumulate: Bool,
    dweight: UnsafeMutablePointer<Float>
  ) {
    let full = columns - columns % vectorWidth
    let scale = Vector(repeating: r)
    var sum = Vector.zero
    var i = 0
    while i < full {
      let product = load(dy, i) * load(x, i)
      store(multiplyAdd(product, scale, load(dweight, i)), dweight, i)
      sum = multiplyAdd(product, load(weight, i), sum)
      i += vectorWidth
    }
    var total = horizontalSum(sum)
    while i < columns {
      let product = dy[i] * x[i]
      dweight[i] += product * r
      total += product * weight[i]
      i += 1
    }
    // mean(dy∘w∘x̂) = r · total / columns, and x̂ brings another r.
    let shared = r * r * total / Float(columns)
    i = 0
    while i < full {
      let inner = multiplyAdd(
        load(x, i), Vector(repeating: -shared), load(dy, i) * load(weight, i))
      store(accumulate ? multiplyAdd(inner, scale, load(dx, i)) : inner * scale, dx, i)
      i += vectorWidth
    }
    while i < columns {
      let value = (dy[i] * weight[i] - x[i] * shared) * r
      dx[i] = accumulate ? dx[i] + value : value
      i += 1
    }
  }

  private static func dotRow(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int
  ) -> Float {
    var s0 = Vector.zero
    var s1 = Vector.zero
    var i = 0
    while i + 2 * vectorWidth <= count {
      s0 = multiplyAdd(load(a, i), load(b, i), s0)
      s1 = multiplyAdd(load(a, i + vectorWidth), load(b, i + vectorWidth), s1)
      i += 2 * vectorWidth
    }
    var total = horizontalSum(s0 + s1)
    while i < count {
      total += a[i] * b[i]
      i += 1
    }
    return total
  }
}
