import MotifDistributed
import Testing

@Suite struct BFloat16BitsTests {
  @Test func everyValueSurvivesTheWayThroughFloat() {
    for bits in UInt16.min...UInt16.max {
      let value = BFloat16Bits(bitPattern: bits)
      // A signalling NaN becomes quiet.
      let expected = value.float.isNaN ? bits | 0x40 : bits
      #expect(BFloat16Bits(value.float).bitPattern == expected)
    }
  }

  /// Against the distances to both neighbours, which doubles hold exactly.
  @Test func roundingIsToNearestTiesToEven() {
    var word: UInt32 = 0x9E37_79B9
    for step in 0..<200_000 {
      word = word &* 1_664_525 &+ 1_013_904_223
      // Every fourth lies half-way between two neighbours.
      let value = Float(bitPattern: step % 4 == 0 ? word & 0xFFFF_0000 | 0x8000 : word)
      let below = UInt16(value.bitPattern >> 16)
      guard value.isFinite, below & 0x7FFF < 0x7F7F else { continue }
      let low = abs(Double(value) - Double(BFloat16Bits(bitPattern: below).float))
      let high = abs(Double(value) - Double(BFloat16Bits(bitPattern: below + 1).float))
      let expected = low < high || (low == high && below % 2 == 0) ? below : below + 1
      #expect(BFloat16Bits(value).bitPattern == expected)
    }
  }

  @Test func theEndsOfTheRange() {
    #expect(BFloat16Bits(.greatestFiniteMagnitude).float == .infinity)
    #expect(BFloat16Bits(-.infinity).float == -.infinity)
    #expect(BFloat16Bits(.nan).float.isNaN)
    #expect(BFloat16Bits(-0.0).bitPattern == 0x8000)
  }

  /// 256 has neighbours two apart: rounding after each addition would stay at 256.
  @Test func sumsRoundOnceAtTheEnd() throws {
    let sums = try ThreadWorld(size: 3).run { communicator in
      try communicator.allReduce(BFloat16Bits(communicator.rank == 0 ? 256 : 1), .sum).float
    }
    #expect(sums == [258, 258, 258])
  }
}
