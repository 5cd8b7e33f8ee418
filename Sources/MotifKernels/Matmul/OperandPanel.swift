internal import MotifVector

/// One operand of a product, cut into strips that a microkernel reads from start to end.
///
/// A line is a row of op(A) or a column of op(B); a strip is `width` lines. Packed, a strip holds for
/// every depth index its `width` numbers side by side. Depth is cut into blocks of `blockDepth`;
/// within a block strip follows strip. A panel read in place packs only a last strip that is not
/// full, so that nothing behind the operand is read.
struct OperandPanel {
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
  /// Whether full strips are read from the source, whose neighbours then are neighbours in depth.
  let inPlace: Bool
  let packed: UnsafeMutablePointer<Float>

  var stripCount: Int { (lines.count + width - 1) / width }
  var blockCount: Int { (depth.count + blockDepth - 1) / blockDepth }

  /// Depth of block `block`.
  func depth(of block: Int) -> Int { min(blockDepth, depth.count - block * blockDepth) }

  /// Strips that ``pack(_:)`` must copy: the last ones.
  var packedStrips: Range<Int> { (inPlace ? lines.count / width : 0)..<stripCount }

  /// Where the numbers of a strip are read.
  func strip(_ strip: Int, block: Int) -> OperandStrip {
    if inPlace && strip < packedStrips.lowerBound {
      return OperandStrip(base: source(strip, block), lineStride: stride)
    }
    return OperandStrip(base: target(strip, block), lineStride: 1)
  }

  private func source(_ strip: Int, _ block: Int) -> UnsafePointer<Float> {
    let line = lines.lowerBound + strip * width
    let start = depth.lowerBound + block * blockDepth
    return source + (contiguousInDepth ? line * stride + start : start * stride + line)
  }

  private func target(_ strip: Int, _ block: Int) -> UnsafeMutablePointer<Float> {
    let place = strip - packedStrips.lowerBound
    return packed
      + (block * blockDepth * packedStrips.count + place * depth(of: block)) * width
  }

  /// Numbers that packing `lines` × `depth` takes.
  static func scratchCount(lines: Int, depth: Int, width: Int) -> Int {
    (lines + width - 1) / width * width * depth
  }

  /// Strips that one body packs: enough to read whole lines of cache, few enough to write to them
  /// all at once.
  private var chunk: Int { max(1, 96 / width) }
  private var chunkCount: Int { (packedStrips.count + chunk - 1) / chunk }

  /// Independent bodies of packing.
  var packingCount: Int { chunkCount * blockCount }

  /// Runs body `index` of ``packingCount``.
  func pack(_ index: Int) {
    // Neighbours share their lines: where tiles cut the columns, a thread packs those of its tiles.
    let (chunkIndex, block) = index.quotientAndRemainder(dividingBy: blockCount)
    let first = packedStrips.lowerBound + chunkIndex * chunk
    let last = min(stripCount, first + chunk)
    let depth = depth(of: block)
    let full = contiguousInDepth ? first : min(last, max(first, lines.count / width))
    if first < full {
      copyRows(
        source(first, block), stride, strips: full - first, depth: depth, width: width,
        target(first, block))
    }
    for strip in full..<last {
      let present = min(width, lines.count - strip * width)
      let (source, target) = (source(strip, block), target(strip, block))
      if contiguousInDepth {
        interleave(source, stride, lines: present, depth: depth, width: width, target)
      } else {
        copyTail(source, stride, lines: present, depth: depth, width: width, target)
      }
    }
  }
}

/// Where a strip begins and how far its lines are apart: 1 when packed.
struct OperandStrip {
  let base: UnsafePointer<Float>
  let lineStride: Int
}

/// `target[k · width + i] = source[k · stride + i]` for full strips that lie side by side.
///
/// Row by row over all strips: a row of the source may be a page away from the next one.
private func copyRows(
  _ source: UnsafePointer<Float>, _ stride: Int, strips: Int, depth: Int, width: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  for k in 0..<depth {
    var source = source + k * stride
    var target = target + k * width
    for _ in 0..<strips {
      if width == RegisterTile.columns {
        store(load(source), target)
        store(load(source, vectorWidth), target, vectorWidth)
      } else {
        copyTileRows(source, target)
      }
      source += width
      target += depth * width
    }
  }
}

/// Copies ``RegisterTile/rows`` numbers.
@inline(__always)
private func copyTileRows(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
) {
  let raw = UnsafeRawPointer(source)
  #if MOTIF_AVX512
    let low = raw.loadUnaligned(as: SIMD8<Float>.self)
    let high = (raw + 32).loadUnaligned(as: SIMD4<Float>.self)
    UnsafeMutableRawPointer(target).storeBytes(of: low, as: SIMD8<Float>.self)
    storeFour(high, target + 8)
  #else
    // Six numbers: two fours that overlap.
    let low = raw.loadUnaligned(as: SIMD4<Float>.self)
    let high = (raw + 8).loadUnaligned(as: SIMD4<Float>.self)
    storeFour(low, target)
    storeFour(high, target + 2)
  #endif
}

/// `target[k · width + i] = source[k · stride + i]` for a strip that is not full; absent lines become
/// zero.
private func copyTail(
  _ source: UnsafePointer<Float>, _ stride: Int, lines: Int, depth: Int, width: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  for k in 0..<depth {
    for i in 0..<lines { target[k * width + i] = source[k * stride + i] }
    for i in lines..<width { target[k * width + i] = 0 }
  }
}
