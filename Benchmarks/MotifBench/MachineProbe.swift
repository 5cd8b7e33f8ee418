import MotifKernels
internal import MotifVector

/// What the machine can do at best, measured by the same build and thread pool as the kernels.
package enum MachineProbe {
  /// Runs `rounds` fused multiply-adds on each of 24 registers; returns the floating-point operations.
  ///
  /// Nothing touches memory, so this is the arithmetic ceiling of one thread. The sums go to `sink`.
  @inline(never)
  package static func multiplyAdds(rounds: Int, sink: UnsafeMutablePointer<Float>) -> Double {
    let factor = Vector(repeating: 0.999)
    let term = Vector(repeating: 0.001)
    var a = RegisterBlock(0.1)
    var b = RegisterBlock(0.3)
    var c = RegisterBlock(0.7)
    for _ in 0..<rounds {
      a.step(factor, term)
      b.step(factor, term)
      c.step(factor, term)
    }
    store(a.sum + b.sum + c.sum, sink)
    return Double(rounds * 3 * RegisterBlock.registers * vectorWidth * 2)
  }

  /// `x_i = y_i + s · z_i`: three streams; returns the bytes moved.
  package static func triad(
    _ x: UnsafeMutablePointer<Float>, _ y: UnsafePointer<Float>, _ z: UnsafePointer<Float>,
    count: Int
  ) -> Double {
    Parallel.forEachRange(count, chunk: 1 << 18) { range in
      let scale = Vector(repeating: 0.5)
      var i = range.lowerBound
      while i + vectorWidth <= range.upperBound {
        store(multiplyAdd(scale, load(z, i), load(y, i)), x, i)
        i += vectorWidth
      }
    }
    return Double(count * 3 * MemoryLayout<Float>.stride)
  }

  /// The sum of `count` numbers, read once; returns it so that the reads are not removed.
  package static func read(_ x: UnsafePointer<Float>, count: Int) -> Double {
    Vectorized.sum(x, count: count)
  }
}

#if MOTIF_AVX512
  /// Eight independent chains of fused steps: three blocks hide the latency of two FMA units.
  private struct RegisterBlock {
    static var registers: Int { 8 }
    var r0: Vector, r1: Vector, r2: Vector, r3: Vector
    var r4: Vector, r5: Vector, r6: Vector, r7: Vector

    init(_ start: Float) {
      let base = Vector(repeating: start)
      (r0, r1, r2, r3) = (base, base + 0.01, base + 0.02, base + 0.03)
      (r4, r5, r6, r7) = (base + 0.04, base + 0.05, base + 0.06, base + 0.07)
    }

    @inline(__always)
    mutating func step(_ factor: Vector, _ term: Vector) {
      r0 = multiplyAdd(r0, factor, term)
      r1 = multiplyAdd(r1, factor, term)
      r2 = multiplyAdd(r2, factor, term)
      r3 = multiplyAdd(r3, factor, term)
      r4 = multiplyAdd(r4, factor, term)
      r5 = multiplyAdd(r5, factor, term)
      r6 = multiplyAdd(r6, factor, term)
      r7 = multiplyAdd(r7, factor, term)
    }

    var sum: Vector { (r0 + r1) + (r2 + r3) + ((r4 + r5) + (r6 + r7)) }
  }
#else
  /// Four independent chains of fused steps: three blocks hide the latency of two FMA units.
  private struct RegisterBlock {
    static var registers: Int { 4 }
    var r0: Vector, r1: Vector, r2: Vector, r3: Vector

    init(_ start: Float) {
      let base = Vector(repeating: start)
      (r0, r1, r2, r3) = (base, base + 0.01, base + 0.02, base + 0.03)
    }

    @inline(__always)
    mutating func step(_ factor: Vector, _ term: Vector) {
      r0 = multiplyAdd(r0, factor, term)
      r1 = multiplyAdd(r1, factor, term)
      r2 = multiplyAdd(r2, factor, term)
      r3 = multiplyAdd(r3, factor, term)
    }

    var sum: Vector { (r0 + r1) + (r2 + r3) }
  }
#endif
