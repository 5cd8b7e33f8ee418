import MotifTestSupport
import Testing

@testable import MotifData

@Suite struct EvaluationOverlapTests {
  private struct Row: Decodable {
    let id: Int
    let text: String
    let hits: [Int]
    let contaminated: Bool
    let prompts: [String]?
  }

  @Test func goldenTexts() throws {
    let rows = try Golden.rows("minhash/decontamination.jsonl", as: Row.self)
    let overlap = EvaluationOverlap(prompts: try #require(rows.compactMap(\.prompts).first))
    for row in rows {
      let hits = overlap.hits(in: NormalizedText(row.text))
      #expect(hits == row.hits, "document \(row.id)")
      #expect(hits.isEmpty == !row.contaminated)
    }
  }

  /// The windows of both, compared one by one.
  @Test func everyWindowIsFound() {
    var random = CounterRandomText(seed: 21)
    for size in [1, 2, 3, 13] {
      for _ in 0..<20 {
        let prompts = (0..<3).map { _ in
          random.words(random.integer(below: 30), vocabulary: 3).joined(separator: " ")
        }
        let words = random.words(40, vocabulary: 4)
        let windows = Set(
          prompts.flatMap { prompt in
            let words = prompt.split(separator: " ").map(String.init)
            return stride(from: 0, through: words.count - size, by: 1).map {
              Array(words[$0..<$0 + size])
            }
          })
        let expected = stride(from: 0, through: words.count - size, by: 1).filter {
          windows.contains(Array(words[$0..<$0 + size]))
        }
        let overlap = EvaluationOverlap(prompts: prompts, size: size)
        #expect(overlap.count == windows.count)
        #expect(overlap.hits(in: NormalizedText(words.joined(separator: "  "))) == expected)
      }
    }
  }

  @Test func punctuationAndCaseDoNotHide() {
    let prompt = "One two, three four five six seven eight nine ten eleven twelve - thirteen!"
    let overlap = EvaluationOverlap(prompts: [prompt])
    let hidden =
      "so: ONE  two three (four) five-\u{A0}six seven 'eight' nine ten eleven twelve thirteen?"
    #expect(overlap.hits(in: NormalizedText(hidden)) == [1])
    #expect(overlap.hits(in: NormalizedText(prompt.replacing("six", with: "sixx"))) == [])
    #expect(overlap.hits(in: NormalizedText("")) == [])
    // Twelve words match nothing, and two prompts side by side make no window.
    let short = EvaluationOverlap(prompts: ["a b c d e f g h i j k l", "m n o p q r s t u v w x"])
    #expect(short.count == 0)
    #expect(short.hits(in: NormalizedText("a b c d e f g h i j k l m n o p q r s t u v w x")) == [])
  }

  @Test func sidesAreAFunctionOfTheWords() throws {
    let split = try HeldOutSplit(fraction: 0.2, seed: 4)
    let fingerprints = (0..<4000).map { TextFingerprint(NormalizedText("Text number \($0)")) }
    let heldOut = fingerprints.filter(split.holdsOut)
    #expect(abs(Double(heldOut.count) / 4000 - 0.2) < 0.03)
    #expect(
      split.holdsOut(TextFingerprint(NormalizedText("TEXT  number 7 ")))
        == split.holdsOut(fingerprints[7]))
    #expect(fingerprints.filter(try HeldOutSplit(fraction: 0.2, seed: 5).holdsOut) != heldOut)
    #expect(fingerprints.filter(try HeldOutSplit(fraction: 0, seed: 4).holdsOut).isEmpty)
    for bad in [-0.1, 1, 2, .nan] {
      #expect(throws: DataError.self) { try HeldOutSplit(fraction: bad, seed: 1) }
    }
  }

  @Test func setsWithATextInCommonAreNamed() throws {
    func named(_ texts: [String]) -> [(id: String, fingerprint: TextFingerprint)] {
      texts.map { ("id of \($0)", TextFingerprint(NormalizedText($0))) }
    }
    try HeldOutSplit.requireDisjoint(training: named(["a", "b"]), validation: named(["c", "c"]))
    try HeldOutSplit.requireDisjoint(training: named([]), validation: named([]))
    let error = #expect(throws: DataError.self) {
      try HeldOutSplit.requireDisjoint(
        training: named(["a", "C "]), validation: named(["b", "c"]))
    }
    #expect(
      error?.description
        == "the text id of C  is trained on and also held out for validation as id of c; expected two "
        + "sets without a text in common")
  }
}
