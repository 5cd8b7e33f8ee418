internal import MotifVector

extension Vectorized {
  /// Adds `Σ a_i²` to `limbs` (``SquareSumLimbs``) without any rounding, carried.
  ///
  /// A Double holds the square p of a Float32 number exactly. Adding the anchor A = 1.5 · 2⁵² · Q to
  /// it and taking A away again leaves q, the multiple of the quantum Q that is nearest to p, as long
  /// as |p| ≤ 2⁵¹ · Q; p − q is exact too. And since A + q lies in the binade of A, the bits of A + q
  /// exceed those of A by the whole number q / Q: sums of bit patterns as integers are sums of q.
  /// The largest number of a block sets the first quantum, the smallest one says which quantum divides
  /// all squares; two levels of 51 bits are enough when they lie within a factor of 2²⁷. No step
  /// rounds a sum, so the result is that of any other order, split or instruction set.
  /// Source: the error-free extraction of Rump, Ogita and Oishi, SIAM J. Sci. Comput. 31 (2008).
  package static func addExactSquares(
    _ a: UnsafePointer<Float>, count: Int, to limbs: UnsafeMutablePointer<Int64>
  ) {
    // Borders do not matter, so a bounded number of parts will do.
    let part = max(65_536, (count + 255) / 256)
    let parts = (count + part - 1) / part
    let size = SquareSumLimbs.count
    guard parts > 1 else {
      addPart(a, count, limbs)
      return SquareSumLimbs.carry(limbs)
    }
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: parts * size) { buffer in
      guard let partials = buffer.baseAddress else { return }
      partials.initialize(repeating: 0, count: parts * size)
      Parallel.forEach(parts) { index in
        let start = index * part
        addPart(a + start, min(part, count - start), partials + index * size)
      }
      for index in 0..<parts {
        SquareSumLimbs.carry(partials + index * size)
        for limb in 0..<size { limbs[limb] += partials[index * size + limb] }
      }
    }
    SquareSumLimbs.carry(limbs)
  }

  /// Numbers that are read twice while the first-level cache holds them.
  ///
  /// At most 4096: every q is at most 2⁵¹ quanta, and those of a block are added in 63 bits.
  private static let block = 2048
  /// A block is a whole number of these: a cache line.
  private static let step = 16

  private static func addPart(
    _ a: UnsafePointer<Float>, _ count: Int, _ limbs: UnsafeMutablePointer<Int64>
  ) {
    let whole = count - count % step
    var i = 0
    while i < whole {
      let end = min(whole, i + block)
      addBlock(a + i, end - i, limbs)
      i = end
    }
    if whole < count { addCleaned(a + whole, count - whole, limbs) }
  }

  private static func addBlock(
    _ a: UnsafePointer<Float>, _ count: Int, _ limbs: UnsafeMutablePointer<Int64>
  ) {
    let (smallest, largest) = magnitudes(a, count)
    guard largest > 0 else { return }
    guard largest < Float.infinity.bitPattern else { return addCleaned(a, count, limbs) }
    // Squares are below 2^top and multiples of 2^lowest; subnormal numbers have the unit of field 1.
    let top = 2 * (max(1, Int(largest >> 23)) - 126)
    let lowest = 2 * (max(1, Int(smallest >> 23)) - 150)
    let first = max(top - levelBits, lowest)
    let second = max(first - levelBits, lowest)
    if second == lowest {
      let sums = twoLevels(a, count, first, second)
      SquareSumLimbs.add(sums.0, exponent: first, to: limbs)
      SquareSumLimbs.add(sums.1, exponent: second, to: limbs)
    } else {
      manyLevels(a, count, first, lowest, limbs)
    }
  }

  /// The bits of the smallest magnitude above zero and of the largest one, NaN being the largest.
  @inline(__always)
  private static func magnitudes(
    _ a: UnsafePointer<Float>, _ count: Int
  ) -> (smallest: UInt32, largest: UInt32) {
    // Taken from 2³¹ − 1 after turning the sign bit, all but zero come in the opposite order.
    let magnitude = VectorInt(repeating: Int32.max)
    var smallest = VectorInt(repeating: Int32.min)
    var largest = VectorInt.zero
    var i = 0
    while i < count {
      let bits = unsafeBitCast(load(a, i), to: VectorInt.self) & magnitude
      smallest = maximum(smallest, VectorInt(repeating: Int32.min) &- bits)
      largest = maximum(largest, bits)
      i += vectorWidth
    }
    return (
      UInt32(bitPattern: Int32.min &- horizontalMaximum(smallest)),
      UInt32(bitPattern: horizontalMaximum(largest))
    )
  }

  /// The bits of a square that a level takes away.
  private static let levelBits = 51

  /// `1.5 · 2⁵² · 2^exponent`.
  @inline(__always)
  private static func anchor(_ exponent: Int) -> DoubleVector {
    DoubleVector(repeating: Double(bitPattern: UInt64(1023 + 52 + exponent) << 52 | 1 << 51))
  }

  /// What `count` sums of an anchor and a multiple of its quantum exceed their anchors by, in quanta.
  @inline(__always)
  private static func quanta(
    _ sums: SIMD8<Int64>, _ count: Int, _ anchor: DoubleVector
  ) -> Int64 {
    sums.wrappedSum() &- Int64(count) &* bitPatterns(anchor)[0]
  }

  /// The sum of all squares in units of `2^first` and, of what that leaves, of `2^second`.
  ///
  /// The second anchor is a multiple of the first quantum, so that it can be added to the first anchor
  /// and then to what is left of a square by the operations that are there anyway.
  private static func twoLevels(
    _ a: UnsafePointer<Float>, _ count: Int, _ first: Int, _ second: Int
  ) -> (Int64, Int64) {
    let (anchor1, anchor2) = (anchor(first), anchor(second))
    let anchors = anchor1 + anchor2
    var (sums1, sums2) = (SIMD8<Int64>.zero, SIMD8<Int64>.zero)
    var i = 0
    while i < count {
      // The next block, so that memory does not idle meanwhile.
      prefetch(a, i + block)
      let end = i + step
      while i < end {
        let x = loadWidened(a, i)
        let high = multiplyAdd(x, x, anchor1)
        sums1 &+= bitPatterns(high)
        sums2 &+= bitPatterns(multiplyAdd(x, x, anchors - high))
        i += 8
      }
    }
    return (quanta(sums1, count, anchor1), quanta(sums2, count, anchor2))
  }

  /// Level by level from the quantum `2^first` down to `2^lowest`, eleven at most.
  private static func manyLevels(
    _ a: UnsafePointer<Float>, _ count: Int, _ first: Int, _ lowest: Int,
    _ limbs: UnsafeMutablePointer<Int64>
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: block) { buffer in
      guard let rests = buffer.baseAddress else { return }
      for i in stride(from: 0, to: count, by: 8) {
        let x = loadWidened(a, i)
        store(x * x, rests, i)
      }
      var quantum = first
      while true {
        let anchor = anchor(quantum)
        var sums = SIMD8<Int64>.zero
        for i in stride(from: 0, to: count, by: 8) {
          let rest = load(rests, i)
          let sum = rest + anchor
          store(rest - (sum - anchor), rests, i)
          sums &+= bitPatterns(sum)
        }
        SquareSumLimbs.add(quanta(sums, count, anchor), exponent: quantum, to: limbs)
        guard quantum > lowest else { return }
        quantum = max(quantum - levelBits, lowest)
      }
    }
  }

  /// A block with numbers that are not finite, which are counted, or less than a step at its end.
  private static func addCleaned(
    _ a: UnsafePointer<Float>, _ count: Int, _ limbs: UnsafeMutablePointer<Int64>
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: block) { buffer in
      guard let finite = buffer.baseAddress else { return }
      let whole = (count + step - 1) / step * step
      finite.initialize(repeating: 0, count: whole)
      for i in 0..<count {
        if a[i].isFinite {
          finite[i] = a[i]
        } else {
          limbs[a[i].isNaN ? SquareSumLimbs.nans : SquareSumLimbs.infinities] += 1
        }
      }
      addBlock(finite, whole, limbs)
    }
  }
}
