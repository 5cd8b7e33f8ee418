import MotifKernels
import MotifTestSupport
import MotifVector
import Testing

@Suite struct BFloat16Tests {
  @Test func goldenRounding() throws {
    let golden = try Fixtures.load("bf16")
    let words = try golden.integers("bits32").map { UInt32($0) }
    let expected = try golden.integers("bits16").map { UInt16($0) }
    let isNaN = try golden.integers("is_nan")
    #expect(isNaN.contains(1) && isNaN.contains(0))
    var bulk = [UInt16](repeating: 0, count: words.count)
    BFloat16.encode(words.map { Float(bitPattern: $0) }, into: &bulk, count: words.count)
    for (index, word) in words.enumerated() {
      let bits = BFloat16.bits(Float(bitPattern: word))
      #expect(bulk[index] == bits)
      if isNaN[index] == 1 {
        #expect(BFloat16.float(bits).isNaN && bits & 0x40 != 0, "\(word)")
      } else {
        #expect(bits == expected[index], "\(word)")
      }
    }
  }

  @Test func everyBfloat16SurvivesTheRoundTrip() {
    let all = Array(UInt16.min...UInt16.max)
    var floats = [Float](repeating: 0, count: all.count)
    BFloat16.decode(all, into: &floats, count: all.count)
    var back = [UInt16](repeating: 0, count: all.count)
    BFloat16.encode(floats, into: &back, count: all.count)
    let changed = zip(all, back).filter { $0 != $1 }
    // Only signalling NaNs change: they become quiet.
    #expect(changed.allSatisfy { $0.0 & 0x7F80 == 0x7F80 && $0.0 | 0x40 == $0.1 })
    #expect(changed.count == 2 * 63)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 31, 32, 33, 65, 257])
  func bulkEqualsScalarAtAnyLength(count: Int) {
    let floats = (0..<count).map { Float($0) * 1.000_3 - 9 }
    var bits = [UInt16](repeating: 0xFFFF, count: count + 1)
    BFloat16.encode(floats, into: &bits, count: count)
    #expect(bits == floats.map(BFloat16.bits) + [0xFFFF])
  }
}
