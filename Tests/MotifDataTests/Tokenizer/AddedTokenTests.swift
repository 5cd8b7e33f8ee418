import Testing

@testable import MotifData

/// How added tokens are found in text: one token a byte, so that ids of text are its bytes.
@Suite("Added tokens") struct AddedTokenTests {
  private static func matching(
    before: Bool = false, after: Bool = false, word: Bool = false, normalized: Bool = false
  ) -> AddedToken.Matching {
    var matching = AddedToken.Matching()
    matching.takesSpaceBefore = before
    matching.takesSpaceAfter = after
    matching.isWholeWord = word
    matching.isNormalized = normalized
    return matching
  }

  private static let added: [(String, Bool, AddedToken.Matching)] = [
    ("<|end|>", true, matching()), ("<tool>", false, matching()),
    ("<left>", false, matching(before: true)), ("<right>", false, matching(after: true)),
    ("alone", false, matching(word: true)), ("    ", false, matching(normalized: true)),
    ("  ", false, matching(normalized: true)), ("é", false, matching(normalized: true)),
    ("ö", false, matching()), ("end", false, matching()),
    ("<both>", true, matching(before: true, after: true)),
  ]

  private func tokenizer(_ normalizer: Normalizer? = nil) -> ByteLevelBPE {
    let added = Self.added.enumerated().map { index, token in
      AddedToken(
        id: Int32(256 + index), content: token.0, isSpecial: token.1, matching: token.2)
    }
    return ByteLevelBPE(
      tokens: (0...255).map { [UInt8($0)] }, merges: [], addedTokens: added, preTokenizer: .gpt2,
      normalizer: normalizer)
  }

  /// Ids as text, where `{n}` is the added token n.
  private func shown(_ ids: [Int32]) -> String {
    var bytes: [UInt8] = []
    for id in ids { bytes += id < 256 ? [UInt8(id)] : Array("{\(id - 256)}".utf8) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "special tokens are text in documents, the others part of the vocabulary",
    arguments: [
      ("a<tool>b<|end|>", "a{1}b{0}", "a{1}b<|end|>"), ("<tool><tool>", "{1}{1}", "{1}{1}"),
      ("if      x", "if{5}{6}x", "if{5}{6}x"), ("a   b", "a{6} b", "a{6} b"),
      // The special token takes its text whole, also where it does not count.
      ("<|end|>end", "{0}{9}", "<|end|>{9}"),
      ("x \n<left> <left>y", "x{2}{2}y", "x{2}{2}y"), ("<right> \t\u{3000}y", "{3}y", "{3}y"),
      ("a <both> b", "a{10}b", "a <both> b"), ("<right> <left> a", "{3}{2} a", "{3}{2} a"),
      ("\u{A0}<left>", "{2}", "{2}"), ("\u{200B}<left>", "\u{200B}{2}", "\u{200B}{2}"),
    ])
  func documentsAndPrompts(text: String, prompt: String, document: String) {
    let tokenizer = tokenizer()
    #expect(shown(tokenizer.encode(text)) == prompt)
    #expect(shown(tokenizer.encode(text, parsingSpecialTokens: false)) == document)
  }

  @Test(
    "a whole word has no letter, digit, mark or underscore beside it",
    arguments: [
      ("alone", "{4}"), ("(alone)", "({4})"), ("alone alone", "{4} {4}"), ("alones", "alones"),
      ("_alone", "_alone"), ("alone1", "alone1"), ("日alone", "日alone"),
      ("alone\u{301}", "alone\u{301}"), ("alone—", "{4}—"), ("alone½", "{4}½"),
      ("alonealone", "alonealone"),
    ])
  func wholeWords(text: String, expected: String) {
    let found = shown(tokenizer().encode(text))
    #expect(Array(found.utf8) == Array(expected.utf8))
  }

  @Test("tokens of normalised text are sought there, the others in the text as it is")
  func normalizedText() {
    let nfc = Normalizer([.form(.nfc)])
    #expect(shown(tokenizer(nfc).encode("e\u{301} é")) == "{7} {7}")
    #expect(shown(tokenizer(nfc).encode("o\u{308} ö")) == "\u{F6} {8}")
    let plain = shown(tokenizer().encode("e\u{301} é"))
    #expect(Array(plain.utf8) == Array("e\u{301} {7}".utf8))
    // Each stretch between tokens is normalised on its own.
    let mark = Normalizer([.prepend("_"), .replace(" ", with: "_")])
    #expect(shown(tokenizer(mark).encode("a b<tool>c<tool>")) == "_a_b{1}_c{1}")
  }

  @Test("a corpus counts them like a prompt does")
  func corpus() throws {
    let documents = ["<tool>x", "a    b<|end|>", "end"].map { Document(text: $0, domain: "d") }
    let corpus = try TokenizedCorpus(
      domain: "d", documents: documents, tokenizer: tokenizer(), endOfText: "<|end|>")
    #expect(corpus.documentEnds == [3, 14, 16])
    #expect(shown(Array(corpus.tokens)) == "{1}x{0}a{5}b<|end|>{0}{9}{0}")
  }

  @Test("texts that only Swift takes for equal are two tokens")
  func canonicalEquivalents() {
    let tokenizer = ByteLevelBPE(
      tokens: (0...255).map { [UInt8($0)] }, merges: [],
      addedTokens: [
        AddedToken(id: 256, content: "\u{E9}"), AddedToken(id: 257, content: "e\u{301}"),
      ], preTokenizer: .gpt2)
    #expect(tokenizer.encode("\u{E9}e\u{301}") == [256, 257])
    #expect(tokenizer.id(of: "\u{E9}") == 256 && tokenizer.id(of: "e\u{301}") == 257)
  }
}
