#if arch(x86_64) && MOTIF_AVX512
  internal import MotifVector

  /// One operand of a bfloat16 product, cut into strips that a tile reads from start to end.
  ///
  /// A line is a row of op(A) or a column of op(B); a strip is `width` lines. Depth is cut into blocks,
  /// and each is padded with zeros to whole steps of 32. For every step a strip holds `width` × 64 bytes:
  /// of A row after row with 16 pairs each, of B 16 pairs of depths with a word for each column. Within a
  /// block strip follows strip. One layout serves both units.
  struct PairPanel {
    let source: PairSource
    let stride: Int
    /// Whether neighbours in memory are neighbours in depth (A as is, B transposed).
    let contiguousInDepth: Bool
    let order: PairCell.Order
    /// Lines of a strip: the height or the width of a tile.
    let width: Int
    /// The lines that are packed, and how many the operand has.
    let lines: Range<Int>
    let lineCount: Int
    /// The depth that is packed.
    let depth: Range<Int>
    /// A multiple of 32.
    let blockDepth: Int
    let packed: UnsafeMutableRawPointer

    var stripCount: Int { (lines.count + width - 1) / width }
    var blockCount: Int { (depth.count + blockDepth - 1) / blockDepth }

    /// Steps of 32 depths in block `block`.
    func steps(of block: Int) -> Int {
      (min(blockDepth, depth.count - block * blockDepth) + 31) / 32
    }

    func strip(_ strip: Int, block: Int) -> UnsafeMutableRawPointer {
      let before = block * blockDepth / 32 * stripCount + strip * steps(of: block)
      return packed + before * width * 64
    }

    /// Bytes that packing `lines` × `depth` takes.
    static func byteCount(lines: Int, depth: Int, width: Int) -> Int {
      (lines + width - 1) / width * width * ((depth + 31) / 32) * 64
    }

    /// Strips that one body packs: enough to read whole lines of cache.
    private var chunk: Int { max(1, 128 / width) }

    /// Independent bodies of packing.
    var packingCount: Int { (stripCount + chunk - 1) / chunk * blockCount }

    /// Runs body `index` of ``packingCount``.
    func pack(_ index: Int) {
      let (chunkIndex, block) = index.quotientAndRemainder(dividingBy: blockCount)
      let strips = chunkIndex * chunk..<min(stripCount, (chunkIndex + 1) * chunk)
      let steps = steps(of: block)
      if contiguousInDepth {
        // Line by line: few streams the processor follows.
        for strip in strips {
          for step in 0..<steps { pack(strip, block, step) }
        }
      } else {
        // Row by row over all strips: a row may be a page away from the next one.
        for step in 0..<steps {
          for strip in strips { pack(strip, block, step) }
        }
      }
    }

    private func pack(_ strip: Int, _ block: Int, _ step: Int) {
      let start = depth.lowerBound + block * blockDepth + step * 32
      let target = self.strip(strip, block: block) + step * width * 64
      for first in Swift.stride(from: 0, to: width, by: 16) {
        let line = lines.lowerBound + strip * width + first
        let cell = PairCell(
          stride: stride, contiguousInDepth: contiguousInDepth,
          lines: max(0, min(16, lineCount - line)), depth: min(32, depth.upperBound - start),
          order: order, height: min(16, width))
        let place = contiguousInDepth ? line * stride + start : start * stride + line
        switch order {
        case .lines: cell.pack(source, place, into: target + first * 64, step: 64)
        case .depths: cell.pack(source, place, into: target + first * 4, step: 4 * width)
        }
      }
    }
  }
#endif
