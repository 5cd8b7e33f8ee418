import Foundation
import Testing

@testable import MotifData

/// What is rewritten before words are sought.
@Suite("Normalizers") struct NormalizerTests {
  private func scalars(_ text: String, _ steps: Normalizer.Step...) -> [UInt32] {
    let bytes = Array(text.utf8)
    let result = bytes.withUnsafeBufferPointer { Normalizer(steps).normalized($0) } ?? bytes
    return String(decoding: result, as: UTF8.self).unicodeScalars.map(\.value)
  }

  @Test(
    "NFC composes what Unicode 14's tables compose",
    arguments: [
      ("e\u{301}", [0xE9]), ("\u{212B}", [0xC5]), ("\u{AC00}\u{11A8}", [0xAC01]),
      ("\u{1112}\u{1161}\u{11AB}", [0xD55C]), ("\u{BCA0}\u{11C3}", [0xBCA0, 0x11C3]),
      ("\u{B4DC}\u{11A7}", [0xB4DC, 0x11A7]), ("a\u{323}\u{302}", [0x1EAD]),
      ("a\u{302}\u{323}", [0x1EAD]), ("\u{958}", [0x915, 0x93C]), ("\u{FB1D}", [0x5D9, 0x5B4]),
      ("x\u{301}", [0x78, 0x301]), ("\u{2126} ok\r\n\u{0}", [0x3A9, 32, 111, 107, 13, 10, 0]),
      ("\u{304B}\u{3099}", [0x304C]), ("\u{2000}", [0x2002]), ("", []),
    ])
  func composed(text: String, expected: [UInt32]) {
    #expect(scalars(text, .form(.nfc)) == expected)
  }

  @Test("NFD takes apart and puts marks in order")
  func decomposed() {
    #expect(scalars("\u{1EAD}", .form(.nfd)) == [0x61, 0x323, 0x302])
    #expect(scalars("\u{AC01}", .form(.nfd)) == [0x1100, 0x1161, 0x11A8])
    #expect(scalars("plain", .form(.nfd)) == scalars("plain"))
  }

  @Test("text that is passed over unread is in NFC in any surroundings")
  func inertText() {
    var composing = Set<UInt32>()
    var inert: [Unicode.Scalar] = []
    for value in UInt32(0)..<0x11_0000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let parts = String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars
      composing.formUnion(parts.dropFirst().map(\.value))
      if Array(String(scalar).utf8).withUnsafeBufferPointer({ Normalizer.isInert($0, in: .nfc) }) {
        inert.append(scalar)
      }
    }
    #expect(inert.count > 30_000)
    let wrong = inert.filter { scalar in
      scalar.properties.canonicalCombiningClass != .notReordered
        || composing.contains(scalar.value)
        || Array(String(scalar).precomposedStringWithCanonicalMapping.unicodeScalars) != [scalar]
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5).map { String($0.value, radix: 16) })")
  }

  @Test("texts are put before and replaced byte by byte")
  func replaced() {
    let mark = Normalizer.Step.replace(" ", with: "\u{2581}")
    #expect(scalars("a  b", .prepend("\u{2581}"), mark) == [0x2581, 97, 0x2581, 0x2581, 98])
    #expect(scalars("", .prepend("\u{2581}"), mark).isEmpty)
    // A space that carries a mark is one Character, and a space all the same.
    #expect(scalars(" \u{301}", mark) == [0x2581, 0x301])
    #expect(scalars("aaa", .replace("aa", with: "b")) == [98, 97])
    #expect(scalars("a", .form(.nfc), .replace("a", with: "")).isEmpty)
  }
}
