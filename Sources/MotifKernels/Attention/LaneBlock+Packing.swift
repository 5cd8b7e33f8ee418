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
    let (lanesInFours, widthInFours) = (count / 4 * 4, width / 4 * 4)
    for lane in Swift.stride(from: 0, to: lanesInFours, by: 4) {
      let four = FourRows(rows + lane, stride)
      let next = FourRows(rows + min(lane + 4, lanesInFours - 4), stride)
      for p in Swift.stride(from: 0, to: widthInFours, by: 4) {
        if p % 16 == 0 { next.prefetch(source + p) }
        let row = source + p
        let (c0, c1, c2, c3) = transpose4(
          load4(row + four.at0) * scale, load4(row + four.at1) * scale,
          load4(row + four.at2) * scale, load4(row + four.at3) * scale)
        store4(c0, result + p * n + lane)
        store4(c1, result + (p + 1) * n + lane)
        store4(c2, result + (p + 2) * n + lane)
        store4(c3, result + (p + 3) * n + lane)
      }
    }
    for lane in 0..<count {
      let row = source + Int(rows[lane]) * stride
      for p in (lane < lanesInFours ? widthInFours : 0)..<width {
        result[p * n + lane] = row[p] * scale
      }
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
    let (lanesInFours, widthInFours) = (count / 4 * 4, width / 4 * 4)
    for lane in stride(from: 0, to: lanesInFours, by: 4) {
      let four = FourRows(rows + lane, width)
      let next = FourRows(rows + min(lane + 4, lanesInFours - 4), width)
      for p in stride(from: 0, to: widthInFours, by: 4) {
        if p % 16 == 0 { next.prefetch(target + p) }
        let column = source + p * n + lane
        let (c0, c1, c2, c3) = transpose4(
          load4(column) * scale, load4(column + n) * scale, load4(column + 2 * n) * scale,
          load4(column + 3 * n) * scale)
        store4(c0, target + p + four.at0)
        store4(c1, target + p + four.at1)
        store4(c2, target + p + four.at2)
        store4(c3, target + p + four.at3)
      }
    }
    for lane in 0..<count {
      let row = target + Int(rows[lane]) * width
      for p in (lane < lanesInFours ? widthInFours : 0)..<width {
        row[p] = source[p * n + lane] * scale
      }
    }
  }
}

/// Where the rows of four lanes begin in a tensor: anywhere, so no processor foresees them.
private struct FourRows {
  let at0, at1, at2, at3: Int

  @inline(__always)
  init(_ rows: UnsafePointer<Int32>, _ stride: Int) {
    (at0, at1) = (Int(rows[0]) * stride, Int(rows[1]) * stride)
    (at2, at3) = (Int(rows[2]) * stride, Int(rows[3]) * stride)
  }

  /// Asks for a line of each row.
  @inline(__always)
  func prefetch(_ base: UnsafePointer<Float>) {
    MotifVector.prefetch(base, at0)
    MotifVector.prefetch(base, at1)
    MotifVector.prefetch(base, at2)
    MotifVector.prefetch(base, at3)
  }
}

// Left to the compiler, a transposition becomes scatters and gathers, which are several times slower.

@inline(__always)
private func transpose4(
  _ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>, _ d: SIMD4<Float>
) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) {
  (
    SIMD4(a.x, b.x, c.x, d.x), SIMD4(a.y, b.y, c.y, d.y), SIMD4(a.z, b.z, c.z, d.z),
    SIMD4(a.w, b.w, c.w, d.w)
  )
}

@inline(__always)
private func load4(_ pointer: UnsafePointer<Float>) -> SIMD4<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
private func store4(_ value: SIMD4<Float>, _ pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: SIMD4<Float>.self)
}
