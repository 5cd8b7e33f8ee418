import Testing

@testable import MotifData

/// Words of the expressions and of digits that are cut off before, from the reference library.
@Suite("Pre-tokenizers") struct PreTokenizerTests {
  @Test(
    "digits are cut off one by one, then GPT-2's expression cuts the rest",
    arguments: [
      ("a  12'S 's 3", ["a", "  ", "1", "2", "'", "S", " '", "s", " ", "3"]),
      ("x1y22 z", ["x", "1", "y", "2", "2", " z"]),
      (
        "  7  8\n\n9 it's 4th",
        ["  ", "7", "  ", "8", "\n\n", "9", " it", "'s", " ", "4", "th"]
      ),
      ("٣٤ Ⅷ½x 12", ["٣", "٤", " ", "Ⅷ", "½", "x", " ", "1", "2"]),
      (" 1", [" ", "1"]), ("don't 1's", ["don", "'t", " ", "1", "'s"]), ("", []),
    ])
  func singleDigits(text: String, words: [String]) {
    #expect(PreTokenizer(.gpt2, digits: .individually).words(in: text) == words)
  }

  @Test(
    "digits are cut off in runs",
    arguments: [
      ("a  12'S", ["a", "  ", "12", "'", "S"]), ("x1y22 z", ["x", "1", "y", "22", " z"]),
      ("٣٤ Ⅷ½x 12", ["٣٤", " ", "Ⅷ½", "x", " ", "12"]), (" 1", [" ", "1"]),
    ])
  func runsOfDigits(text: String, words: [String]) {
    #expect(PreTokenizer(.gpt2, digits: .inRuns).words(in: text) == words)
  }

  @Test(
    "o200k's words follow case, keep marks and contractions",
    arguments: [
      ("getHTTPResponse", ["get", "HTTPResponse"]), ("HELLO'S world's", ["HELLO'S", " world's"]),
      ("e\u{301}te\u{301} \u{301}x", ["e\u{301}te\u{301}", " \u{301}x"]),
      ("//\n/ a", ["//\n/", " a"]), ("İstanbul’s", ["İstanbul", "’s"]), ("ʰA", ["ʰ", "A"]),
      ("!\n/\n/x", ["!\n/\n/", "x"]), ("\u{301}A b", ["\u{301}", "A", " b"]),
      ("日本A日本b", ["日本A日本b"]), ("12345a", ["123", "45", "a"]), ("a'LLb", ["a'LL", "b"]),
      ("ǅxǅ", ["ǅx", "ǅ"]),
    ])
  func caseWords(text: String, words: [String]) {
    let found = PreTokenizer(.caseWords).words(in: text)
    #expect(found.map { Array($0.utf8) } == words.map { Array($0.utf8) })
  }

  @Test("without an expression a text is one word, and no text is none")
  func whole() {
    #expect(PreTokenizer(.whole).words(in: "a b\n1") == ["a b\n1"])
    #expect(PreTokenizer(.whole).words(in: "").isEmpty)
    #expect(PreTokenizer(.whole, digits: .individually).words(in: "a b12") == ["a b", "1", "2"])
  }
}
