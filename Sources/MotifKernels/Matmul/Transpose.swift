internal import MotifVector

/// `target[k · vectorWidth + i] = source[i · stride + k]`: a square of `vectorWidth` rows, transposed.
func transposeTile(
  _ source: UnsafePointer<Float>, _ stride: Int, _ target: UnsafeMutablePointer<Float>
) {
  for i in Swift.stride(from: 0, to: vectorWidth, by: 4) {
    let rows = source + i * stride
    interleaveBlock(
      rows, rows + stride, rows + 2 * stride, rows + 3 * stride, target + i, vectorWidth)
  }
}

/// `target[k · width + i] = source[i · stride + k]`, the lines of a strip side by side.
///
/// Four lines at a time over all depths: so few streams the processor follows, and lines a power of
/// two apart do not drive each other out of its cache. Lines that are absent repeat the last one,
/// since what is computed from them is not stored.
func interleave(
  _ source: UnsafePointer<Float>, _ stride: Int, lines: Int, depth: Int, width: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  let whole = depth / vectorWidth * vectorWidth
  for i in Swift.stride(from: 0, to: width, by: 4) {
    // A width that is no multiple of 4 ends with a block that overlaps the one before.
    let i = min(i, width - 4)
    func line(_ index: Int) -> UnsafePointer<Float> { source + min(index, lines - 1) * stride }
    let (p0, p1, p2, p3) = (line(i), line(i + 1), line(i + 2), line(i + 3))
    for k in Swift.stride(from: 0, to: whole, by: vectorWidth) {
      for coming in 4..<8 { prefetch(source, (i + coming) * stride + k) }
      interleaveBlock(p0 + k, p1 + k, p2 + k, p3 + k, target + k * width + i, width)
    }
  }
  for k in whole..<depth {
    for i in 0..<width { target[k * width + i] = source[min(i, lines - 1) * stride + k] }
  }
}

/// Transposes 4 × `vectorWidth` numbers into `vectorWidth` groups of 4.
@inline(__always)
private func interleaveBlock(
  _ p0: UnsafePointer<Float>, _ p1: UnsafePointer<Float>, _ p2: UnsafePointer<Float>,
  _ p3: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ width: Int
) {
  let even = zip(load(p0), load(p2))
  let odd = zip(load(p1), load(p3))
  let first = zip(even.low, odd.low)
  let second = zip(even.high, odd.high)
  let quarter = vectorWidth / 4
  storeGroups(first.low, target, width)
  storeGroups(first.high, target + quarter * width, width)
  storeGroups(second.low, target + 2 * quarter * width, width)
  storeGroups(second.high, target + 3 * quarter * width, width)
}

/// The lanes of `a` and `b` alternating.
@inline(__always)
private func zip(_ a: Vector, _ b: Vector) -> (low: Vector, high: Vector) {
  #if MOTIF_AVX512
    return (
      Vector(
        a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3], a[4], b[4], a[5], b[5], a[6], b[6], a[7],
        b[7]),
      Vector(
        a[8], b[8], a[9], b[9], a[10], b[10], a[11], b[11], a[12], b[12], a[13], b[13], a[14],
        b[14], a[15], b[15])
    )
  #else
    return (
      Vector(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]),
      Vector(a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
    )
  #endif
}

/// Stores every four lanes `width` numbers apart.
@inline(__always)
private func storeGroups(_ v: Vector, _ target: UnsafeMutablePointer<Float>, _ width: Int) {
  #if MOTIF_AVX512
    storeFour(v.lowHalf.lowHalf, target)
    storeFour(v.lowHalf.highHalf, target + width)
    storeFour(v.highHalf.lowHalf, target + 2 * width)
    storeFour(v.highHalf.highHalf, target + 3 * width)
  #else
    storeFour(v.lowHalf, target)
    storeFour(v.highHalf, target + width)
  #endif
}

@inline(__always)
func storeFour(_ value: SIMD4<Float>, _ target: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(target).storeBytes(of: value, as: SIMD4<Float>.self)
}
