import Testing

@testable import MotifData

/// Text that is written token by token, where tokens are any bytes.
@Suite struct TextStreamTests {
  @Test func aCharacterWaitsForItsLastByte() {
    var stream = TextStream()
    let bytes = Array("a€😀".utf8)
    let parts = bytes.map { stream.append([$0]) }
    #expect(parts == ["a", "", "", "€", "", "", "", "😀"])
    #expect(stream.end().isEmpty)
  }

  @Test func anInvalidByteDoesNotHoldBackWhatFollows() {
    var stream = TextStream()
    #expect(stream.append([0xFF]) == "\u{FFFD}")
    #expect(stream.append(Array("one".utf8)) == "one")
    #expect(stream.append([0xE2, 0x82]).isEmpty)
    #expect(stream.append([0x41]) == "\u{FFFD}A")
    // A surrogate, and a number above U+10FFFF: certain after two bytes.
    #expect(stream.append([0xED]).isEmpty)
    #expect(stream.append([0xA0]) == "\u{FFFD}\u{FFFD}")
    #expect(stream.append([0xF4, 0x90]) == "\u{FFFD}\u{FFFD}")
    #expect(stream.append([0xC3]).isEmpty)
    #expect(stream.end() == "\u{FFFD}" && stream.end().isEmpty)
  }

  /// Every text of up to four bytes that decoding treats differently, cut after every byte.
  @Test func theWholeIsWhatDecodingMakesOfAllBytes() {
    let kinds: [UInt8] = [
      0x41, 0x80, 0x90, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xE2, 0xED, 0xF0, 0xF3, 0xF4, 0xF5,
    ]
    var wrong: [[UInt8]] = []
    func extend(_ bytes: [UInt8]) {
      var stream = TextStream()
      let text = bytes.map { stream.append([$0]) }.joined() + stream.end()
      if !text.unicodeScalars.elementsEqual(String(decoding: bytes, as: UTF8.self).unicodeScalars) {
        wrong.append(bytes)
      }
      if bytes.count < 4 { for byte in kinds { extend(bytes + [byte]) } }
    }
    extend([])
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  /// What is left waiting could have become a character, and nothing else waits.
  @Test func onlyTheBeginningOfACharacterWaits() {
    for scalar in ["é", "ࠀ", "\u{D7FF}", "\u{FFFD}", "\u{10000}", "\u{10FFFF}"] {
      let bytes = Array(scalar.utf8)
      for count in 1..<bytes.count {
        var stream = TextStream()
        #expect(stream.append([0x80] + bytes.prefix(count)) == "\u{FFFD}")
        #expect(stream.append(Array(bytes.dropFirst(count))) == scalar)
      }
    }
  }
}
