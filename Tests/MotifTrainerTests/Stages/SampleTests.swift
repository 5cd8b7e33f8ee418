import Foundation
import MotifReport
import Testing

@testable import MotifTrainer

/// The texts that a finished run shows.
@Suite("Samples") struct SampleTests {
  private static let marks = String(repeating: "\u{301}", count: 500_000)

  /// Texts beside their first words.
  private static let openings: [(text: String, expected: String?)] = [
    ("Once upon a time there was a dog", "Once upon a time there"), ("\n\nTwo\nlines", "Two"),
    ("\u{2028} \tone\r\ntwo", "one"), (" \n\n ", nil), ("", nil),
    ("Donaudampfschifffahrtsgesellschaft fährt", "Donaudampfschifffahrtsgesellschaft"),
    ("a  b   c", "a b c"), ("one ", "one"), (many("没有空格", 3000), many("没有空格", 10)),
    (many("x", 1_000_000), many("x", 40)),
    // A letter with any number of marks is one character.
    ("a" + marks, "a" + String(marks.unicodeScalars.prefix(79))), ("ab" + marks, "a"),
    (many("e\u{301}", 90), many("e\u{301}", 40)), (many("👩‍👩‍👧", 90), many("👩‍👩‍👧", 16)),
    ("short " + many("y", 90), "short " + many("y", 34)),
  ]

  private static func many(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test("a sample begins with the first words of a document") func opening() {
    for (text, expected) in Self.openings {
      #expect(Trained.opening(text) == expected, "\(text.unicodeScalars.prefix(40))")
    }
  }

  private func shown(_ sample: TrainingSummary.Sample) -> String {
    let summary = TrainingSummary(
      run: "r", steps: 1, validation: [], exactMatch: [], samples: [sample])
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
