internal import MotifVector

extension Vectorized {
  private static let block = 65_536

  /// `Σ a_i · b_i` in Double: blocks of 64 Ki in the order of their vectors, then the blocks in theirs.
  ///
  /// Products of two Floats are exact in Double and neither overflow nor underflow there.
  package static func dot(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int
  ) -> Double {
    sumOfBlocks(count) { range in dotBlock(a + range.lowerBound, b + range.lowerBound, range.count)
    }
  }

  /// `Σ a_i` in Double, in the order of ``dot(_:_:count:)``.
  package static func sum(_ a: UnsafePointer<Float>, count: Int) -> Double {
    sumOfBlocks(count) { range in sumBlock(a + range.lowerBound, range.count) }
  }

  /// Whether every number is finite; one pass, no branches on the data.
  package static func allFinite(_ a: UnsafePointer<Float>, count: Int) -> Bool {
    // x · 0 is 0 for finite x and NaN otherwise.
    sumOfBlocks(count) { range in
      let start = a + range.lowerBound
      var sum = Vector.zero
      var i = 0
      while i + vectorWidth <= range.count {
        sum = multiplyAdd(load(start, i), .zero, sum)
        i += vectorWidth
      }
      var total = horizontalSum(sum)
      while i < range.count {
        total += start[i] * 0
        i += 1
      }
      return Double(total)
    } == 0
  }

  private static func sumOfBlocks(_ count: Int, _ body: (Range<Int>) -> Double) -> Double {
    let blocks = (count + block - 1) / block
    guard blocks > 1 else { return count == 0 ? 0 : body(0..<count) }
    return BufferPool.withScratch(2 * blocks) { scratch in
      let partials = UnsafeMutableRawPointer(scratch).bindMemory(to: Double.self, capacity: blocks)
      Parallel.forEach(blocks) { index in
        partials[index] = body(index * block..<min(count, (index + 1) * block))
      }
      var total = 0.0
      for index in 0..<blocks { total += partials[index] }
      return total
    }
  }

  private static let lanes = DoubleVector.scalarCount

  /// Four sums of vectors, enough to hide the latency of an addition.
  private static func dotBlock(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int
  ) -> Double {
    var (s0, s1, s2, s3) =
      (DoubleVector.zero, DoubleVector.zero, DoubleVector.zero, DoubleVector.zero)
    var i = 0
    while i + 4 * lanes <= count {
      s0 = multiplyAdd(loadWidened(a, i), loadWidened(b, i), s0)
      s1 = multiplyAdd(loadWidened(a, i + lanes), loadWidened(b, i + lanes), s1)
      s2 = multiplyAdd(loadWidened(a, i + 2 * lanes), loadWidened(b, i + 2 * lanes), s2)
      s3 = multiplyAdd(loadWidened(a, i + 3 * lanes), loadWidened(b, i + 3 * lanes), s3)
      i += 4 * lanes
    }
    var total = laneSum((s0 + s1) + (s2 + s3))
    while i < count {
      total += Double(a[i]) * Double(b[i])
      i += 1
    }
    return total
  }

  /// The sum of one block, in the order of ``dotBlock(_:_:_:)``.
  private static func sumBlock(_ a: UnsafePointer<Float>, _ count: Int) -> Double {
    var (s0, s1, s2, s3) =
      (DoubleVector.zero, DoubleVector.zero, DoubleVector.zero, DoubleVector.zero)
    var i = 0
    while i + 4 * lanes <= count {
      s0 += loadWidened(a, i)
      s1 += loadWidened(a, i + lanes)
      s2 += loadWidened(a, i + 2 * lanes)
      s3 += loadWidened(a, i + 3 * lanes)
      i += 4 * lanes
    }
    var total = laneSum((s0 + s1) + (s2 + s3))
    while i < count {
      total += Double(a[i])
      i += 1
    }
    return total
  }

  /// The sum of all lanes in a fixed pairwise order.
  private static func laneSum(_ v: DoubleVector) -> Double {
    let q = v.lowHalf + v.highHalf
    let d = q.lowHalf + q.highHalf
    return d.x + d.y
  }
}
