internal import MotifVector

/// One operand of a product, cut into strips that a microkernel reads from start to end.
///
/// A line is a row of op(A) or a column of op(B); a strip is `width` lines. Packed, a strip holds for
/// every depth index its `width` numbers side by side. Depth is cut into blocks of `blockDepth`;
/// within a block strip follows strip.
struct PackedPanel {
  let source: UnsafePointer<Float>
  let stride: Int
  /// Whether neighbours in memory are neighbours in depth (A as is, B transposed).
  let contiguousInDepth: Bool
  /// Lines of a strip: the height or the width of the register tile.
  let width: Int
  /// The lines of the source that are packed.
  let lines: Range<Int>
  /// The depth that is packed.
  let depth: Range<Int>
  let blockDepth: Int
  let packed: UnsafeMutablePointer<Float>

  var stripCount: Int { (lines.count + width - 1) / width }
  var blockCount: Int { (depth.count + blockDepth - 1) / blockDepth }

  /// Depth of block `block`.
  func depth(of block: Int) -> Int { min(blockDepth, depth.count - block * blockDepth) }

  /// The first number of a packed strip.
  func strip(_ strip: Int, block: Int) -> UnsafeMutablePointer<Float> {
    packed + (block * blockDepth * stripCount + strip * depth(of: block)) * width
  }

  /// Numbers that packing `lines` × `depth` takes.
  static func scratchCount(lines: Int, depth: Int, width: Int) -> Int {
    (lines + width - 1) / width * width * depth
  }

  /// Packs the strips of `range`.
  func pack(strips range: Range<Int>) {
    for block in 0..<blockCount {
      for index in range {
        let line = lines.lowerBound + index * width
        let present = min(width, lines.upperBound - line)
        let start = depth.lowerBound + block * blockDepth
        let target = strip(index, block: block)
        if contiguousInDepth {
          interleave(
            source + line * stride + start, stride, lines: present, depth: depth(of: block),
            width: width, target)
        } else {
          copyRows(
            source + start * stride + line, stride, lines: present, depth: depth(of: block),
            width: width, target)
        }
      }
    }
  }
}

/// `target[k · width + i] = source[i · stride + k]`; lines that are absent repeat the last one, since
/// what is computed from them is not stored.
private func interleave(
  _ source: UnsafePointer<Float>, _ stride: Int, lines: Int, depth: Int, width: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  var k = 0
  while k + vectorWidth <= depth {
    var i = 0
    while true {
      interleaveBlock(
        source + min(i, lines - 1) * stride + k, source + min(i + 1, lines - 1) * stride + k,
        source + min(i + 2, lines - 1) * stride + k, source + min(i + 3, lines - 1) * stride + k,
        target + k * width + i, width)
      if i + 4 == width { break }
      // A width that is no multiple of 4 ends with a block that overlaps the one before.
      i = min(i + 4, width - 4)
    }
    k += vectorWidth
  }
  while k < depth {
    for i in 0..<width { target[k * width + i] = source[min(i, lines - 1) * stride + k] }
    k += 1
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
private func storeFour(_ value: SIMD4<Float>, _ target: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(target).storeBytes(of: value, as: SIMD4<Float>.self)
}

/// `target[k · width + i] = source[k · stride + i]`; absent lines become zero.
private func copyRows(
  _ source: UnsafePointer<Float>, _ stride: Int, lines: Int, depth: Int, width: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  var source = source
  var target = target
  if lines < width {
    for _ in 0..<depth {
      for i in 0..<lines { target[i] = source[i] }
      for i in lines..<width { target[i] = 0 }
      source += stride
      target += width
    }
  } else if width == 2 * vectorWidth {
    for _ in 0..<depth {
      let v0 = load(source)
      let v1 = load(source, vectorWidth)
      store(v0, target)
      store(v1, target, vectorWidth)
      source += stride
      target += width
    }
  } else {
    for _ in 0..<depth {
      var i = 0
      while true {
        let four = UnsafeRawPointer(source + i).loadUnaligned(as: SIMD4<Float>.self)
        storeFour(four, target + i)
        if i + 4 == width { break }
        i = min(i + 4, width - 4)
      }
      source += stride
      target += width
    }
  }
}
