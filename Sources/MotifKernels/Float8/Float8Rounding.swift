internal import MotifVector

extension Vectorized {
  /// `x̂ = round(s·x) / s` in E4M3 with a power of two s for each row, each column or all: what a tensor
  /// has left that was stored in eight bits.
  ///
  /// x is rounded to bfloat16 first, as it comes from a layer of a model that computes in bfloat16,
  /// unless `isShort` says that it is not to be. Scales follow the largest magnitude of their numbers,
  /// see ``Float8Scaling/scale(largest:powerOfTwo:)``. A division by a power of two is exact, so a product
  /// of such tensors is the product of the eight-bit numbers divided by both scales. Every x̂ is a
  /// bfloat16. A row or column that is not finite becomes NaN where it is infinite, and all of it where
  /// its scale is 0. Cost: two passes.
  ///
  /// - Returns: what was lost, where `measures`; else nothing.
  @discardableResult
  package static func roundToFloat8(
    x: UnsafePointer<Float>, rows: Int, columns: Int, scaling: Float8Scaling,
    isShort: Bool = true, measures: Bool = false, out: UnsafeMutablePointer<Float>
  ) -> Float8Loss {
    let chunks = RowChunks.count(rows: rows, columns: columns)
    var losses = [Float8Loss](repeating: Float8Loss(), count: chunks)
    guard rows > 0, columns > 0 else { return Float8Loss() }
    BufferPool.withScratch(scaling == .rows ? rows : columns) { scales in
      scaling.findScales(x, rows, columns, isShort, scales)
      losses.withUnsafeMutableBufferPointer { losses in
        nonisolated(unsafe) let losses = losses
        RowChunks.forEach(rows: rows, columns: columns) { chunk, range in
          for row in range {
            let (x, out) = (x + row * columns, out + row * columns)
            if scaling == .rows {
              let scale = scales[row]
              roundRow(x, columns, isShort, out) { _ in scale }
            } else {
              roundRow(x, columns, isShort, out) { scales[$0] }
            }
            if measures {
              losses[chunk] =
                losses[chunk]
                + Float8Loss(of: x, isShort, by: out, columns) {
                  scaling == .rows ? scales[row] : scales[$0]
                }
            }
          }
        }
      }
    }
    return losses.reduce(Float8Loss(), +)
  }

  @inline(__always)
  private static func roundRow(
    _ x: UnsafePointer<Float>, _ columns: Int, _ isShort: Bool,
    _ out: UnsafeMutablePointer<Float>, scale: (Int) -> Float
  ) {
    for column in 0..<columns {
      let scale = scale(column)
      let value = isShort ? shortened(x[column]) : x[column]
      // The reciprocal of a power of two is exact, that of 0 infinite.
      out[column] = Float8Format.e4m3.rounded(value * scale) * (1 / scale)
    }
  }

  /// Rounds `count` numbers to the nearest bfloat16 in place.
  package static func roundToBFloat16(_ x: UnsafeMutablePointer<Float>, count: Int) {
    Parallel.forEachRange(count, chunk: 1 << 16) { range in
      for index in range { x[index] = shortened(x[index]) }
    }
  }
}

/// The bfloat16 nearest to `x`, as a Float.
@inline(__always)
private func shortened(_ x: Float) -> Float { BFloat16.float(BFloat16.bits(x)) }

extension Float8Scaling {
  /// The scale of every row or of every column.
  fileprivate func findScales(
    _ x: UnsafePointer<Float>, _ rows: Int, _ columns: Int, _ isShort: Bool,
    _ scales: UnsafeMutablePointer<Float>
  ) {
    if self == .rows {
      RowChunks.forEach(rows: rows, columns: columns) { _, range in
        for row in range {
          var largest: Float = 0
          let x = x + row * columns
          for column in 0..<columns { largest = max(largest, abs(x[column])) }
          scales[row] = Self.scale(largest: isShort ? shortened(largest) : largest)
        }
      }
      return
    }
    // Rounding keeps the order of numbers, so the largest may be rounded afterwards.
    Parallel.forEachRange(columns, chunk: max(16, (1 << 16) / rows)) { range in
      for column in range { scales[column] = 0 }
      for row in 0..<rows {
        let x = x + row * columns
        for column in range { scales[column] = max(scales[column], abs(x[column])) }
      }
    }
    if self == .whole {
      var largest: Float = 0
      for column in 0..<columns { largest = max(largest, scales[column]) }
      for column in 0..<columns { scales[column] = largest }
    }
    for column in 0..<columns {
      let largest = scales[column]
      scales[column] = Self.scale(largest: isShort ? shortened(largest) : largest)
    }
  }
}

extension Float8Loss {
  /// The loss of a row `x` that became `out`.
  fileprivate init(
    of x: UnsafePointer<Float>, _ isShort: Bool, by out: UnsafePointer<Float>, _ columns: Int,
    scale: (Int) -> Float
  ) {
    self.init()
    count = columns
    for column in 0..<columns {
      let value = isShort ? shortened(x[column]) : x[column]
      let difference = Double(value) - Double(out[column])
      signal += Double(value) * Double(value)
      noise += difference * difference
      if value != 0 && out[column] == 0 { underflowed += 1 }
      if abs(value) * scale(column) > Float8Format.e4m3.largest { saturated += 1 }
    }
  }
}
