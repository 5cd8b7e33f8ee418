import Testing

@testable import MotifTrainer

/// The texts that a finished run shows.
@Suite("Samples") struct SampleTests {
  @Test(
    "a sample begins with the first words of a document",
    arguments: [
      ("Once upon a time there was a dog", "Once upon a time there"), ("\n\nTwo\nlines", "Two"),
      ("\u{2028} \tone\r\ntwo", "one"), (" \n\n ", nil), ("", nil),
      ("Donaudampfschifffahrtsgesellschaft fährt", "Donaudampfschifffahrtsgesellschaft"),
      ("a  b   c", "a b c"), ("one ", "one"),
      (String(repeating: "没有空格", count: 3000), String(repeating: "没有空格", count: 10)),
      (String(repeating: "x", count: 1_000_000), String(repeating: "x", count: 40)),
      // A letter with any number of marks is one character.
      (
        "a" + String(repeating: "\u{301}", count: 500_000),
        "a" + String(repeating: "\u{301}", count: 79)
      ),
      ("ab" + String(repeating: "\u{301}", count: 500), "a"),
      (String(repeating: "e\u{301}", count: 90), String(repeating: "e\u{301}", count: 40)),
      (String(repeating: "👩‍👩‍👧", count: 90), String(repeating: "👩‍👩‍👧", count: 16)),
      (
        "ทดสอบ\u{200B}" + String(repeating: "ก", count: 90),
        "ทดสอบ\u{200B}" + String(repeating: "ก", count: 34)
      ),
      ("short " + String(repeating: "y", count: 90), "short " + String(repeating: "y", count: 34)),
    ])
  func opening(text: String, expected: String?) {
    #expect(Trained.opening(text) == expected)
  }

  private func shown(_ sample: TrainingSummary.Sample) -> String {
    let summary = TrainingSummary(run: "r", validation: [], exactMatch: [], samples: [sample])
    return summary.text.components(separatedBy: "Samples (the prompt begins each)\n").last?
      .components(separatedBy: "\n\nRun folder").first ?? ""
  }

  @Test(
    "a sample keeps its line feeds, and its control characters are visible",
    arguments: [
      ("x = 1", "\ny = 3", "> x = 1\n  y = 3"), ("x = 1\n", "y = 3\n\n", "> x = 1\n  y = 3"),
      ("a", "\n\nb\n", "> a\n  \n  b"), ("a", "", "> a"), ("a", " b ", "> a b "),
      ("\u{1B}[2J", "\u{7}b\rc", "> \\u001b[2J\\u0007b\\rc"),
    ])
  func lineFeeds(prompt: String, text: String, expected: String) {
    #expect(shown(.init(prompt: prompt, text: text)) == expected)
  }

  @Test("a prompt that was cut is told") func cut() {
    let sample = TrainingSummary.Sample(prompt: "a", text: "b", unreadPromptTokens: 7)
    #expect(shown(sample).hasSuffix("longer than the context: its first 7 tokens were cut.)"))
  }
}
