import MotifCore
import Testing

/// Control characters become visible, everything else stays.
@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain text\n\twith a tab", "plain text\n\twith a tab"), ("", ""),
    ("\u{1B}[31mred\u{1B}[0m", "\\u001b[31mred\\u001b[0m"), ("a\rb", "a\\rb"),
    ("bell\u{7}, null\u{0}", "bell\\u0007, null\\u0000"), ("\u{7F}\u{8}", "\\u007f\\u0008"),
    ("\u{9B}2J\u{85}", "\\u009b2J\\u0085"), ("line\r\nend", "line\\r\nend"),
    ("한국어 e\u{301} 👩‍👩‍👧 \u{2028}", "한국어 e\u{301} 👩‍👩‍👧 \u{2028}"), ("\u{B}\u{C}", "\\u000b\\u000c"),
  ])
  func isShown(_ text: String, as expected: String) {
    #expect(VisibleText.of(text).unicodeScalars.elementsEqual(expected.unicodeScalars))
  }

  @Test func theWholeIsTheSumOfItsParts() {
    let text = "a\r\n\u{1B}]0;title\u{7}e\u{301}"
    let parts = text.unicodeScalars.map { VisibleText.of(String($0)) }.joined()
    #expect(parts.unicodeScalars.elementsEqual(VisibleText.of(text).unicodeScalars))
  }
}
