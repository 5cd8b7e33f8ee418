#if arch(x86_64) && MOTIF_AVX512
  internal import MotifVector
  internal import _Builtin_intrinsics.intel

  /// 16 pairs of bfloat16 numbers in 32-bit words; a pair are the numbers of two neighbours in depth.
  typealias Pairs = SIMD32<Int16>

  /// An element that an operand of a bfloat16 product may be stored in.
  private protocol PairElement: BitwiseCopyable {
    init()
    /// 32 neighbours, rounded.
    static func neighbours(_ numbers: UnsafePointer<Self>) -> Pairs
    /// 16 numbers and 16 more, rounded, in the lower and the upper half.
    static func halves(_ low: UnsafePointer<Self>, _ high: UnsafePointer<Self>) -> Pairs
  }

  extension Float: PairElement {
    @inline(__always)
    fileprivate static func neighbours(_ numbers: UnsafePointer<Float>) -> Pairs {
      halves(numbers, numbers + 16)
    }

    @inline(__always)
    fileprivate static func halves(
      _ low: UnsafePointer<Float>, _ high: UnsafePointer<Float>
    ) -> Pairs {
      _mm512_cvtne2ps_pbh(load(high), load(low))
    }
  }

  extension BFloat16: PairElement {
    fileprivate init() { self.init(bitPattern: 0) }

    @inline(__always)
    fileprivate static func neighbours(_ numbers: UnsafePointer<BFloat16>) -> Pairs {
      UnsafeRawPointer(numbers).loadUnaligned(as: Pairs.self)
    }

    @inline(__always)
    fileprivate static func halves(
      _ low: UnsafePointer<BFloat16>, _ high: UnsafePointer<BFloat16>
    ) -> Pairs {
      Pairs(
        lowHalf: UnsafeRawPointer(low).loadUnaligned(as: SIMD16<Int16>.self),
        highHalf: UnsafeRawPointer(high).loadUnaligned(as: SIMD16<Int16>.self))
    }
  }

  /// The unit of packing: up to 16 lines of an operand by 32 of depth, as 16 × 16 pairs.
  ///
  /// Rows of A lie line by line, columns of B depth by depth. Whatever the operand's own order is, 16
  /// vectors are rounded from it, and transposed in registers where the other order is wanted.
  struct PairCell {
    /// How the pairs of a cell lie in the packed operand.
    enum Order {
      /// The 16 pairs of a line side by side, line after line.
      case lines
      /// The pairs of 16 lines side by side, depth after depth.
      case depths
    }

    /// The distance between stored rows of the operand.
    let stride: Int
    /// Whether neighbours in memory are neighbours in depth.
    let contiguousInDepth: Bool
    /// Lines that there are, at most 16; the others become zero.
    let lines: Int
    /// Depths that there are, at most 32; the others become zero.
    let depth: Int
    let order: Order
    /// Vectors that are stored: 16, or fewer lines where a tile has fewer rows.
    let height: Int

    /// Packs the cell whose first number is number `place` of `source`, into vectors that are `step`
    /// bytes apart.
    func pack(
      _ source: PairSource, _ place: Int, into target: UnsafeMutableRawPointer, step: Int
    ) {
      let target = Target(base: target, step: step)
      switch source {
      case .float(let base): pack(Source(base + place, stride, contiguousInDepth), target)
      case .bfloat16(let base): pack(Source(base + place, stride, contiguousInDepth), target)
      }
    }

    @inline(__always)
    private func pack<Element: PairElement>(_ source: Source<Element>, _ target: Target) {
      if depth == 32 && (lines == 16 || contiguousInDepth && lines >= height) {
        return packWhole(source, target)
      }
      // At an edge a copy with zeros beyond it, so that nothing behind the operand is read.
      withUnsafeTemporaryAllocation(of: Element.self, capacity: 16 * 32) { copy in
        guard let copy = copy.baseAddress else { return }
        copy.initialize(repeating: Element(), count: 16 * 32)
        let stride = contiguousInDepth ? 32 : 16
        let (rows, columns) = contiguousInDepth ? (lines, depth) : (depth, lines)
        for row in 0..<rows {
          for column in 0..<columns {
            copy[row * stride + column] = source.base[row * source.stride + column]
          }
        }
        packWhole(Source(UnsafePointer(copy), stride, contiguousInDepth), target)
      }
    }

    @inline(__always)
    private func packWhole<Element: PairElement>(_ source: Source<Element>, _ target: Target) {
      if contiguousInDepth == (order == .lines) {
        for index in 0..<height { target.store(source.vector(index), index) }
      } else {
        Self.transpose(source, target, count: height)
      }
    }

    private struct Source<Element: PairElement> {
      let base: UnsafePointer<Element>
      let stride: Int
      let contiguousInDepth: Bool

      @inline(__always)
      init(_ base: UnsafePointer<Element>, _ stride: Int, _ contiguousInDepth: Bool) {
        (self.base, self.stride, self.contiguousInDepth) = (base, stride, contiguousInDepth)
      }

      /// Vector `index` of the cell: a line of 16 pairs, or the pairs of 16 lines.
      @inline(__always)
      func vector(_ index: Int) -> Pairs {
        guard !contiguousInDepth else { return Element.neighbours(base + index * stride) }
        let row = base + 2 * index * stride
        return interleaved(Element.halves(row, row + stride))
      }
    }

    private struct Target {
      let base: UnsafeMutableRawPointer
      let step: Int

      @inline(__always)
      func store(_ vector: Pairs, _ index: Int) {
        (base + index * step).storeBytes(of: vector, as: Pairs.self)
      }
    }

    /// The numbers of the lower and the upper half alternating.
    @inline(__always)
    private static func interleaved(_ halves: Pairs) -> Pairs {
      let places = Pairs(
        0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23, 8, 24, 9, 25, 10, 26, 11, 27, 12,
        28, 13, 29, 14, 30, 15, 31)
      return unsafeBitCast(
        _mm512_permutexvar_epi16(
          unsafeBitCast(places, to: Words.self), unsafeBitCast(halves, to: Words.self)),
        to: Pairs.self)
    }

    // A transposition of 16 × 16 words: first within quarters of a vector, then of quarters.

    private typealias Words = SIMD8<Int64>
    private typealias Four = (Words, Words, Words, Words)

    /// Stores vector `i` of the target, for `i` below `count`, from word `i` of every vector.
    @inline(__always)
    private static func transpose<Element: PairElement>(
      _ source: Source<Element>, _ target: Target, count: Int
    ) {
      let (a, b) = (transposedQuarters(source, 0), transposedQuarters(source, 4))
      let (c, d) = (transposedQuarters(source, 8), transposedQuarters(source, 12))
      store(joined(a.0, b.0, c.0, d.0), 0, target, count)
      store(joined(a.1, b.1, c.1, d.1), 1, target, count)
      store(joined(a.2, b.2, c.2, d.2), 2, target, count)
      store(joined(a.3, b.3, c.3, d.3), 3, target, count)
    }

    /// Of four vectors each quarter as a 4 × 4 transposition: word `4q + w` of each is in quarter `q`
    /// of result `w`.
    @inline(__always)
    private static func transposedQuarters<Element: PairElement>(
      _ source: Source<Element>, _ first: Int
    ) -> Four {
      let a = unsafeBitCast(source.vector(first), to: Words.self)
      let b = unsafeBitCast(source.vector(first + 1), to: Words.self)
      let c = unsafeBitCast(source.vector(first + 2), to: Words.self)
      let d = unsafeBitCast(source.vector(first + 3), to: Words.self)
      let (low0, high0) = (_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b))
      let (low1, high1) = (_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d))
      return (
        _mm512_unpacklo_epi64(low0, low1), _mm512_unpackhi_epi64(low0, low1),
        _mm512_unpacklo_epi64(high0, high1), _mm512_unpackhi_epi64(high0, high1)
      )
    }

    /// Result `q` has quarter `q` of each of the four, in their order.
    @inline(__always)
    private static func joined(_ a: Words, _ b: Words, _ c: Words, _ d: Words) -> Four {
      let first = Words(0, 1, 8, 9, 2, 3, 10, 11)
      let last = Words(4, 5, 12, 13, 6, 7, 14, 15)
      let (ab0, ab1) = (
        _mm512_permutex2var_epi64(a, first, b), _mm512_permutex2var_epi64(a, last, b)
      )
      let (cd0, cd1) = (
        _mm512_permutex2var_epi64(c, first, d), _mm512_permutex2var_epi64(c, last, d)
      )
      return (
        Words(lowHalf: ab0.lowHalf, highHalf: cd0.lowHalf),
        Words(lowHalf: ab0.highHalf, highHalf: cd0.highHalf),
        Words(lowHalf: ab1.lowHalf, highHalf: cd1.lowHalf),
        Words(lowHalf: ab1.highHalf, highHalf: cd1.highHalf)
      )
    }

    @inline(__always)
    private static func store(_ words: Four, _ word: Int, _ target: Target, _ count: Int) {
      func store(_ vector: Words, _ index: Int) {
        if index < count { target.store(unsafeBitCast(vector, to: Pairs.self), index) }
      }
      store(words.0, word)
      store(words.1, word + 4)
      store(words.2, word + 8)
      store(words.3, word + 12)
    }
  }
#endif
