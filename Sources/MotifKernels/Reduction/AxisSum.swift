internal import MotifVector

extension Vectorized {
  /// Numbers that are added in Float before they join the total of a longer sum, which would lose
  /// their low bits.
  private static let run = 64
  private static let axisChunk = 16_384

  /// `out[o, i] = Σ_k a[o, k, i]` for `a` of `[outer, length, inner]`.
  ///
  /// Runs of 64 numbers (64 vectors where `inner` is 1) are summed first to last, then the runs.
  package static func sumAxis(
    _ a: UnsafePointer<Float>, outer: Int, length: Int, inner: Int,
    out: UnsafeMutablePointer<Float>
  ) {
    guard inner != 1 else { return sumRows(a, rows: outer, columns: length, out: out) }
    // Stripes of four vectors: whole cache lines, and enough sums to hide the latency of an addition.
    let stripe = 4 * vectorWidth
    let stripes = (inner + stripe - 1) / stripe
    let perTask = max(1, axisChunk / max(1, length * stripe))
    Parallel.forEachRange(outer * stripes, chunk: perTask) { range in
      for index in range {
        let (o, column) = (index / stripes, index % stripes * stripe)
        let source = a + o * length * inner + column
        let target = out + o * inner + column
        if column + stripe <= inner {
          sumStripe(source, length, inner, target)
        } else {
          sumNarrow(source, length, inner, columns: inner - column, target)
        }
      }
    }
  }

  /// `out[o, k, i] = a[o, i]` for every k of `copies`: the gradient of ``sumAxis(_:outer:length:inner:out:)``.
  package static func repeatAxis(
    _ a: UnsafePointer<Float>, outer: Int, copies: Int, inner: Int,
    out: UnsafeMutablePointer<Float>
  ) {
    let perTask = max(1, axisChunk / max(1, copies * inner))
    Parallel.forEachRange(outer, chunk: perTask) { range in
      for o in range {
        let target = out + o * copies * inner
        if inner == 1 {
          target.update(repeating: a[o], count: copies)
        } else {
          for k in 0..<copies { (target + k * inner).update(from: a + o * inner, count: inner) }
        }
      }
    }
  }

  private static func sumRows(
    _ a: UnsafePointer<Float>, rows: Int, columns: Int, out: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachRange(rows, chunk: max(1, axisChunk / max(1, columns))) { range in
      for row in range {
        let source = a + row * columns
        var total = Vector.zero
        var i = 0
        while i + vectorWidth <= columns {
          var sum = Vector.zero
          let end = min(columns, i + run * vectorWidth)
          while i + vectorWidth <= end {
            sum += load(source, i)
            i += vectorWidth
          }
          total += sum
        }
        var rest: Float = 0
        while i < columns {
          rest += source[i]
          i += 1
        }
        out[row] = horizontalSum(total) + rest
      }
    }
  }

  /// The sums of four vectors of columns.
  private static func sumStripe(
    _ source: UnsafePointer<Float>, _ length: Int, _ stride: Int, _ out: UnsafeMutablePointer<Float>
  ) {
    var (t0, t1, t2, t3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    for start in Swift.stride(from: 0, to: length, by: run) {
      var (s0, s1, s2, s3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
      for k in start..<min(length, start + run) {
        let row = source + k * stride
        s0 += load(row, 0)
        s1 += load(row, vectorWidth)
        s2 += load(row, 2 * vectorWidth)
        s3 += load(row, 3 * vectorWidth)
      }
      t0 += s0
      t1 += s1
      t2 += s2
      t3 += s3
    }
    store(t0, out, 0)
    store(t1, out, vectorWidth)
    store(t2, out, 2 * vectorWidth)
    store(t3, out, 3 * vectorWidth)
  }

  /// The sums of fewer columns than four vectors, in the order of ``sumStripe(_:_:_:_:)``.
  private static func sumNarrow(
    _ source: UnsafePointer<Float>, _ length: Int, _ stride: Int, columns: Int,
    _ out: UnsafeMutablePointer<Float>
  ) {
    for column in 0..<columns {
      var total: Float = 0
      for start in Swift.stride(from: 0, to: length, by: run) {
        var sum: Float = 0
        for k in start..<min(length, start + run) { sum += source[k * stride + column] }
        total += sum
      }
      out[column] = total
    }
  }
}
