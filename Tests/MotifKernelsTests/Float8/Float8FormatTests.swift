import MotifKernels
import MotifTestSupport
import MotifVector
import Testing

@Suite("Float8 format") struct Float8FormatTests {
  @Test("the golden codes, decoded and encoded")
  func golden() throws {
    let golden = try Fixtures.load("fp8_e4m3")
    let decoded = try golden.floats("decode")
    for (code, value) in decoded.enumerated() {
      let own = Float8Format.e4m3.decode(UInt8(code))
      #expect(value.isNaN ? own.isNaN : own.bitPattern == value.bitPattern, "\(code)")
    }
    let codes = try golden.integers("encode.code")
    for (x, code) in zip(try golden.floats("encode.x"), codes) {
      let own = Int(Float8Format.e4m3.encode(x))
      #expect(x.isNaN ? own & 0x7F == 0x7F : own == code, "\(x)")
    }
  }

  @Test("all 256 codes survive the round trip", arguments: Float8Format.allCases)
  func roundTrip(format: Float8Format) {
    for code in UInt8.min...UInt8.max {
      let value = format.decode(code)
      if value.isNaN {
        #expect(format.encode(value) & 0x7F == 0x7F, "\(code)")
      } else {
        #expect(format.encode(value) == code, "\(code)")
        #expect(value.isInfinite || format.rounded(value).bitPattern == value.bitPattern)
      }
    }
  }

  @Test("E5M2 is the upper half of a Float16")
  func e5m2() {
    for code in UInt8.min...UInt8.max {
      let half = Float(Float16(bitPattern: UInt16(code) << 8))
      let value = Float8Format.e5m2.decode(code)
      #expect(half.isNaN ? value.isNaN : value.bitPattern == half.bitPattern, "\(code)")
    }
  }

  @Test("every bfloat16 goes to the nearest number, ties to even", arguments: Float8Format.allCases)
  func nearest(format: Float8Format) {
    for bits in UInt16.min...UInt16.max {
      let x = BFloat16.float(bits)
      let near = format.rounded(x)
      if x.isNaN {
        #expect(near.isNaN && format.decode(format.encode(x)).isNaN)
        continue
      }
      let expected = Float(Reference.roundToFloat8(Double(x), format))
      let isSame = near.bitPattern == expected.bitPattern
      let encoded = format.decode(format.encode(x))
      let isEncoded =
        encoded.bitPattern == (x.isInfinite && format == .e5m2 ? x : expected).bitPattern
      if !isSame || !isEncoded { Issue.record("\(x): \(near), \(encoded), expected \(expected)") }
    }
  }

  @Test("numbers beside the middle of two neighbours", arguments: Float8Format.allCases)
  func ties(format: Float8Format) {
    for code in UInt8(0)..<0x7A {
      let (low, high) = (format.decode(code), format.decode(code + 1))
      let middle = low / 2 + high / 2
      #expect(format.encode(middle) == (code % 2 == 0 ? code : code + 1))
      #expect(format.encode(middle.nextDown) == code)
      #expect(format.encode(middle.nextUp) == code + 1)
      #expect(format.encode(-middle.nextUp) == code + 1 | 0x80)
    }
    #expect(format.encode(format.largest * 4) == format.encode(format.largest))
    #expect(format.encode(-.infinity) == (format == .e4m3 ? 0xFE : 0xFC))
  }
}
