import MotifTestSupport
import Testing

@testable import MotifData

@Suite struct NormalizedTextTests {
  private struct Row: Decodable {
    let text: String
    let normalised: String
  }

  @Test func goldenTexts() throws {
    for row in try Golden.rows("minhash/normalise.jsonl", as: Row.self) {
      let found = NormalizedText(row.text)
      #expect(found.utf8 == Array(row.normalised.utf8), "\(row.text.debugDescription)")
    }
  }

  @Test(arguments: [
    ("", ""), (" \t\r\n\u{B}\u{C}", ""), ("A", "a"), ("  a  B ", "a b"),
    ("ΑΣ", "ας"), ("ΑΣΑ", "ασα"), ("Σ", "σ"), ("ΣΑ", "σα"), ("Α.Σ", "α.ς"), ("ΑΣ'Α", "ασ'α"),
    ("ΑΣ\u{301}", "ας\u{301}"), ("1Σ", "1σ"), ("ΑΣ ΒΣ", "ας βς"), ("ΑΣ\u{2019}", "ας\u{2019}"),
    ("İ", "i\u{307}"), ("ẞ", "ß"), ("Ǆ", "dž"), ("①²½", "121\u{2044}2"), ("ｶﾞ", "ガ"),
    ("\u{1100}\u{1161}\u{11A8}", "각"), ("e\u{301}", "é"), ("\u{344}", "\u{308}\u{301}"),
    ("\u{A0}x\u{2003}y\u{3000}", "x y"), ("\u{200B}", "\u{200B}"), ("\u{A8}", "\u{308}"),
    ("𝐇𝐞𝐥𝐥𝐨", "hello"), ("\u{2F800}", "\u{4E3D}"), ("\u{1F100}x", "0.x"),
    ("\u{FDFA}", "صلى الله عليه وسلم"),
    ("\u{F900}", "\u{8C48}"), ("q\u{307}\u{323}", "q\u{323}\u{307}"),
  ])
  func examples(text: String, expected: String) {
    #expect(NormalizedText(text).utf8 == Array(expected.utf8))
  }

  @Test func asciiAndUnicodeWaysAgree() {
    // The same text goes the long way when a letter beyond ASCII stands behind it.
    var random = CounterRandomText(seed: 3)
    for _ in 0..<200 {
      let text = random.text(of: Array("aZ \t\n\r.!Q09\u{1C}"), length: 30)
      let long = NormalizedText(text + " ß").utf8
      let short = NormalizedText(text).utf8
      #expect(long == (short.isEmpty ? [] : short + [0x20]) + Array("ß".utf8))
    }
  }

  @Test func fingerprintsTellTextsApart() {
    let texts = ["a b", "a  B", "A\tb ", "ab", "a b c", "é", "e\u{301}"].map {
      TextFingerprint(NormalizedText($0))
    }
    #expect(texts[0] == texts[1] && texts[1] == texts[2] && texts[5] == texts[6])
    #expect(Set(texts).count == 4)
    // The first half of the SHA-256 of nothing.
    let empty = TextFingerprint(NormalizedText(" "))
    #expect(empty == TextFingerprint(high: 0xe3b0_c442_98fc_1c14, low: 0x9afb_f4c8_996f_b924))
    #expect(TextFingerprint(high: 1, low: 2) < TextFingerprint(high: 1, low: 3))
  }
}
