import MotifKernels
import MotifTestSupport
import MotifVector
import Testing

/// Vectors of bfloat16 numbers against rounding by its definition.
@Suite struct BFloat16VectorTests {
  private static let pair = 2 * vectorWidth

  /// The lower halves of a Float at which rounding changes its mind, and their neighbours.
  private static let lowerHalves: [UInt32] = [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF]

  /// The nearest of the two neighbours, in Double; the even one when both are as near.
  private func nearest(_ word: UInt32) -> UInt16 {
    let (below, x) = (word & 0xFFFF_0000, Float(bitPattern: word))
    let lower = UInt16(below >> 16)
    if x.isNaN { return lower | 0x40 }
    if word == below { return lower }
    let upper = lower + 1
    // One place above the largest finite number stands 2¹²⁸, where infinity does.
    let infinite: Double = x < 0 ? -0x1p128 : 0x1p128
    let above = BFloat16.float(upper).isInfinite ? infinite : Double(BFloat16.float(upper))
    let down = abs(Double(x) - Double(BFloat16.float(lower)))
    let up = abs(above - Double(x))
    return down < up || (down == up && lower % 2 == 0) ? lower : upper
  }

  @Test("rounding at every bfloat16 and between all neighbours")
  func rounding() {
    var wrong = 0
    for low in Self.lowerHalves {
      let words = (0...UInt32(0xFFFF)).map { $0 << 16 | low }
      let floats = words.map(Float.init(bitPattern:))
      var stored = [BFloat16](repeating: BFloat16(bitPattern: 0), count: words.count)
      for start in stride(from: 0, to: words.count, by: Self.pair) {
        BFloat16.storePair(Float.loadPair(floats, start), &stored, start)
      }
      for (word, result) in zip(words, stored) where result.bitPattern != nearest(word) {
        wrong += 1
        if wrong <= 5 {
          Issue.record("\(word) became \(result.bitPattern), expected \(nearest(word))")
        }
      }
      // Files are written by the scalar functions: the same bits.
      let scalars = floats.map(BFloat16.bits)
      #expect(scalars == stored.map(\.bitPattern))
    }
    #expect(wrong == 0)
  }

  @Test("every bfloat16 survives a load and a store")
  func roundTrip() {
    let all = (UInt16.min...UInt16.max).map(BFloat16.init(bitPattern:))
    var floats = [Float](repeating: 0, count: all.count)
    var back = [BFloat16](repeating: BFloat16(bitPattern: 0), count: all.count)
    for start in stride(from: 0, to: all.count, by: Self.pair) {
      let values = BFloat16.loadPair(all, start)
      Float.storePair(values, &floats, start)
      BFloat16.storePair(values, &back, start)
    }
    let wide = zip(all, floats).filter { UInt32($0.bitPattern) << 16 != $1.bitPattern }
    #expect(wide.isEmpty)
    // A signalling NaN becomes quiet; nothing else changes.
    let changed = zip(all, back).filter { $0.bitPattern != $1.bitPattern }
    #expect(changed.count == 2 * 63)
    let unexpected = changed.filter {
      $0.bitPattern & 0x7F80 != 0x7F80 || $0.bitPattern | 0x40 != $1.bitPattern
    }
    #expect(unexpected.isEmpty)
  }

  @Test("parts of a vector touch nothing beyond their count", arguments: 0...vectorWidth)
  func parts(count: Int) {
    let numbers = randomNumbers(vectorWidth, "bfloat16.parts").map { BFloat16($0) }
    let part = BFloat16.loadPartial(Array(numbers.prefix(count)), 0, count: count)
    var stored = [BFloat16](repeating: BFloat16(bitPattern: 0xABCD), count: vectorWidth + 1)
    BFloat16.storePartial(part, &stored, 0, count: count)
    for lane in 0...vectorWidth {
      let expected = lane < count ? numbers[lane].bitPattern : 0xABCD
      #expect(stored[lane].bitPattern == expected)
    }
    for lane in count..<vectorWidth { #expect(part[lane] == 0) }
  }
}
