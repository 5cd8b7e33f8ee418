internal import MotifVector

/// Between rows of `[query, head, width]` tensors and the buffers of a block.
extension LaneBlock {
  /// result[p, lane] = scale · source[row(lane) · stride + p], p < width; unused lanes of used
  /// vectors become zero.
  func packTransposed(
    _ source: UnsafePointer<Float>, stride: Int, width: Int, scale: Float,
    into result: UnsafeMutablePointer<Float>
  ) {
    let n = Self.capacity
    for lane in 0..<count {
      let row = source + Int(rows[lane]) * stride
      for p in 0..<width { result[p * n + lane] = row[p] * scale }
    }
    for lane in count..<vectors * vectorWidth {
      for p in 0..<width { result[p * n + lane] = 0 }
    }
  }

  /// result[lane, p] = scale · source[row(lane), p] in rows of `stride` numbers; the rest is zero.
  func packRows(
    _ source: UnsafePointer<Float>, width: Int, scale: Float, stride: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    for lane in 0..<count {
      let row = source + Int(rows[lane]) * width
      for p in 0..<width { result[lane * stride + p] = row[p] * scale }
      for p in width..<stride { result[lane * stride + p] = 0 }
    }
    for index in count * stride..<vectors * vectorWidth * stride { result[index] = 0 }
  }

  /// target[row(lane), p] = scale · source[p, lane].
  func unpackTransposed(
    _ source: UnsafePointer<Float>, width: Int, scale: Float,
    into target: UnsafeMutablePointer<Float>
  ) {
    let n = Self.capacity
    for lane in 0..<count {
      let row = target + Int(rows[lane]) * width
      for p in 0..<width { row[p] = source[p * n + lane] * scale }
    }
  }
}
