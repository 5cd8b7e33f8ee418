internal import MotifVector

extension Vectorized {
  /// Softmax of every row: `y_i = exp(x_i − max x) / Σ_j exp(x_j − max x)`; `y` may be `x`.
  ///
  /// Numbers more than 87.3 below the maximum, −∞ among them, give exactly 0. A NaN, a +∞ or a row
  /// of nothing but −∞ gives a row of NaN.
  package static func softmax(
    x: UnsafePointer<Float>, rows: Int, columns: Int, y: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let target = y + row * columns
        let x = x + row * columns
        let total = exponentialRow(x, columns, rowMaximum(x, columns), into: target)
        let scale = 1 / total
        for i in 0..<columns { target[i] *= scale }
      }
    }
  }

  /// Gradient of ``softmax(x:rows:columns:y:)``: `dx = y ∘ (dy − Σ y∘dy)`; `dx` may be `dy`.
  package static func softmaxBackward(
    y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int, columns: Int,
    dx: UnsafeMutablePointer<Float>
  ) {
    RowChunks.forEach(rows: rows, columns: columns) { _, range in
      for row in range {
        let y = y + row * columns
        let dy = dy + row * columns
        let dx = dx + row * columns
        var sum = Vector.zero
        var i = 0
        while i + vectorWidth <= columns {
          sum = multiplyAdd(load(y, i), load(dy, i), sum)
          i += vectorWidth
        }
        var total = horizontalSum(sum)
        while i < columns {
          total += y[i] * dy[i]
          i += 1
        }
        for i in 0..<columns { dx[i] = y[i] * (dy[i] - total) }
      }
    }
  }

  /// Numbers that are summed before they join the sum of a row.
  ///
  /// Tens of thousands of small exponentials would lose their low bits against one sum.
  private static var runLength: Int { 64 * vectorWidth }

  /// Writes `exp(x − peak)` and returns the sum; `y` may be `x`.
  static func exponentialRow(
    _ x: UnsafePointer<Float>, _ columns: Int, _ peak: Float, into y: UnsafeMutablePointer<Float>
  ) -> Float {
    let shift = Vector(repeating: peak)
    var sum = Vector.zero
    var i = 0
    while i + vectorWidth <= columns {
      var run = Vector.zero
      let end = min(columns, i + runLength)
      while i + vectorWidth <= end {
        let value = shiftedExponential(load(x, i) - shift)
        store(value, y, i)
        run += value
        i += vectorWidth
      }
      sum += run
    }
    var total = horizontalSum(sum)
    if i < columns {
      let value = shiftedExponential(loadPartial(x, i, count: columns - i) - shift)
      storePartial(value, y, i, count: columns - i)
      for lane in 0..<columns - i { total += value[lane] }
    }
    return total
  }

  static func exponentialSum(
    _ x: UnsafePointer<Float>, _ columns: Int, _ peak: Float
  ) -> Float {
    let shift = Vector(repeating: peak)
    var sum = Vector.zero
    var i = 0
    while i + vectorWidth <= columns {
      var run = Vector.zero
      let end = min(columns, i + runLength)
      while i + vectorWidth <= end {
        run += shiftedExponential(load(x, i) - shift)
        i += vectorWidth
      }
      sum += run
    }
    var total = horizontalSum(sum)
    if i < columns {
      let value = shiftedExponential(loadPartial(x, i, count: columns - i) - shift)
      for lane in 0..<columns - i { total += value[lane] }
    }
    return total
  }

  /// `exp(x)`, and 0 where the result would be no normal number: a masked −∞ must weigh nothing.
  @inline(__always)
  private static func shiftedExponential(_ x: Vector) -> Vector {
    select(
      Vector.zero, whereLess: x, than: Vector(repeating: -87.336_54), else: exponential(x))
  }

  static func rowMaximum(_ x: UnsafePointer<Float>, _ columns: Int) -> Float {
    var peak = -Float.infinity
    var i = 0
    if columns >= vectorWidth {
      var best = load(x, 0)
      i = vectorWidth
      while i + vectorWidth <= columns {
        best = maximum(best, load(x, i))
        i += vectorWidth
      }
      peak = horizontalMaximum(best)
    }
    while i < columns {
      peak = max(peak, x[i])
      i += 1
    }
    return peak
  }
}
