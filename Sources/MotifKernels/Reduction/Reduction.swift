internal import MotifVector

extension Vectorized {
  private static let block = 65_536

  /// `Σ a_i · b_i` in Double: blocks of 64 Ki in vector order, then the blocks in their order.
  package static func dot(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int
  ) -> Double {
    sumOfBlocks(count) { range in dotBlock(a + range.lowerBound, b + range.lowerBound, range.count)
    }
  }

  /// `Σ a_i` in Double, in the order of ``dot(_:_:count:)``.
  package static func sum(_ a: UnsafePointer<Float>, count: Int) -> Double {
    sumOfBlocks(count) { range in
      let start = a + range.lowerBound
      var total = 0.0
      var i = 0
      while i < range.count {
        let end = min(range.count, i + 1024)
        var sum = Vector.zero
        while i + vectorWidth <= end {
          sum += load(start, i)
          i += vectorWidth
        }
        var piece = horizontalSum(sum)
        while i < end {
          piece += start[i]
          i += 1
        }
        total += Double(piece)
      }
      return total
    }
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

  /// Float products summed over runs of 1024 in vectors, the runs in Double.
  private static func dotBlock(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int
  ) -> Double {
    var total = 0.0
    var i = 0
    while i < count {
      let end = min(count, i + 1024)
      var s0 = Vector.zero
      var s1 = Vector.zero
      while i + 2 * vectorWidth <= end {
        s0 = multiplyAdd(load(a, i), load(b, i), s0)
        s1 = multiplyAdd(load(a, i + vectorWidth), load(b, i + vectorWidth), s1)
        i += 2 * vectorWidth
      }
      var piece = horizontalSum(s0 + s1)
      while i < end {
        piece += a[i] * b[i]
        i += 1
      }
      total += Double(piece)
    }
    return total
  }
}
