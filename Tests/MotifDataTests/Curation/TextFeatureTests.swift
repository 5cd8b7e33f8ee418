import MotifTestSupport
import Testing

@testable import MotifData

@Suite struct TextFeatureTests {
  private func features(_ answer: String, _ prompt: String? = nil) -> TextFeatures {
    TextFeatures(answer: answer, prompt: prompt)
  }

  @Test(
    arguments: [
      ("It rains.", 0.0), ("Therefore it rains", 100.0 / 3), ("x = 2 so y = 3", 300.0 / 7),
      ("1. Add\n2. Divide\n", 50.0), ("<think> a", 0.0), ("따라서 답은 3", 100.0 / 3), ("", 0.0),
      ("Because, (then) \"thus\"!", 100.0), ("a <b> c", 0.0), ("12345. x", 0.0),
      ("3) x y", 100.0 / 3),
    ] as [(String, Double)])
  func reasoningIsCounted(text: String, expected: Double) {
    #expect(Golden.isClose(features(text).reasoningDensity, expected))
  }

  @Test(
    arguments: [
      ("Done.", 1.0), ("Done", 0), ("He said \"no.\"", 1), ("(see above).  \n", 1),
      ("and then,", 0),
      ("```\ncode\n```", 1), ("text\n```", 0), ("답입니다。", 1), ("</answer>", 1), ("#### 42", 1),
      ("so 42", 0), ("The answer is 7", 1), ("", 0), ("   ", 0), ("What?", 1), ("f(x) {\n}", 1),
    ] as [(String, Double)])
  func endsAreSeen(text: String, expected: Double) {
    #expect(features(text).endsProperly == expected)
  }

  @Test(
    arguments: [
      ("Tom has 3 apples. How many does Tom give to Ann?", "tom gives 3 to Ann.", 2.0 / 2),
      ("What is 12 + 30?", "It is 42.", 0), ("How are you?", "Fine.", 1),
      ("Compare Paris, Rome and Oslo.", "Paris and Oslo.", 2.0 / 3), ("", "x", 1),
      ("Is 7 prime? Then Is it odd?", "7 it is", 1.0),
    ] as [(String, String, Double)])
  func entitiesAreCovered(prompt: String, answer: String, expected: Double) {
    #expect(Golden.isClose(features(answer, prompt).entitiesCovered, expected))
    #expect(features(answer).entitiesCovered == 1)
  }

  @Test(
    arguments: [
      ("", 1.0), ("(a)", 1), ("(a", 0), ("([)]", 0.5), ("{[()]}", 1), (")(", 0), ("(()", 2.0 / 3),
    ] as [(String, Double)])
  func bracketsAreMatched(text: String, expected: Double) {
    #expect(Golden.isClose(features(text).bracketsBalanced, expected))
  }

  @Test(
    arguments: [
      ("", 1.0), ("<think>a</think>", 1), ("<think>a", 0), ("a</think>", 0), ("1 < 2 > 0", 1),
      ("<a><b></a></b>", 0.5), ("<", 1), ("</", 1), ("<a", 1), ("<a><a></a>", 2.0 / 3),
    ] as [(String, Double)])
  func tagsAreMatched(text: String, expected: Double) {
    #expect(Golden.isClose(features(text).tagsBalanced, expected))
  }

  @Test(
    arguments: [
      ("a b c d e", 0.0), ("a b c d e f", 0), ("a b c a b c", 0.5), ("a a a a a a a a", 1),
      ("a b c x a b c y a b c", 3.0 / 9),
    ] as [(String, Double)])
  func repeatsAreSeen(text: String, expected: Double) {
    #expect(Golden.isClose(features(text).repetition, expected))
  }

  @Test(
    arguments: [
      ("Wie geht's?", "Gut.", 1.0), ("안녕하세요", "네, 안녕", 1), ("안녕하세요", "hello", 0),
      ("Say 안녕 to everyone", "안녕", 1), ("123", "hello", 1), ("hello", "42", 1),
      ("Переведи слово dog", "собака dog", 1), ("漢字とかな", "かなx", 2.0 / 3), ("abc", "αβγ", 0),
    ] as [(String, String, Double)])
  func languagesAreCompared(prompt: String, answer: String, expected: Double) {
    #expect(Golden.isClose(features(answer, prompt).languageMatch, expected))
  }

  @Test func fencesAndAnswersAreSeen() {
    #expect(features("```a```").fencesBalanced == 1 && features("```a").fencesBalanced == 0)
    #expect(features("#### 3").hasFinalAnswer == 1 && features("maybe 3").hasFinalAnswer == 0)
    #expect(features("x").values.count == TextFeatures.names.count)
    #expect(features("a. b").values.allSatisfy { $0.isFinite })
  }

  private func answer(_ index: Int) -> String {
    "Let x\(index) = \(index) (see [\(index)]). Then 2 x\(index) = \(2 * index), because doubling adds "
      + "it once more. ```\nprint(\(index))\n```\nTherefore <b>this</b> holds.\n#### \(2 * index)"
  }

  @Test func corruptionsAreMadeOnceAndForAll() {
    let text = answer(7)
    for kind in TextCorruption.allCases {
      let worse = kind.applied(to: text, other: answer(20), seed: 3)
      #expect(worse != text && !worse.isEmpty)
      #expect(worse == kind.applied(to: text, other: answer(20), seed: 3))
      for short in ["", "a", "one two", " \n", "a b c d"] {
        _ = kind.applied(to: short, other: short, seed: 1)
      }
    }
    let cut = Set((0..<10).map { TextCorruption.cut.applied(to: text, other: "", seed: $0) })
    #expect(cut.count > 1 && cut.allSatisfy { text.hasPrefix($0) })
  }

  @Test func theModelTellsCorruptedTexts() throws {
    let samples = (0..<60).map { (prompt: Optional("What is twice \($0)?"), answer: answer($0)) }
    let model = try QualityModel(samples, seed: 5)
    #expect(model == (try QualityModel(samples, seed: 5)))
    // Other texts than those it has learned from. Word order is no feature, so a shuffled or spliced
    // text of the same kind may look as good; it must not look better.
    for kind in TextCorruption.allCases {
      var (lower, higher) = (0, 0)
      for index in 100..<140 {
        let prompt = "What is twice \(index)?"
        let whole = model.quality(features(answer(index), prompt))
        let text = kind.applied(to: answer(index), other: answer(index + 50), seed: 9)
        let worse = model.quality(features(text, prompt))
        if worse < whole { lower += 1 }
        if worse > whole { higher += 1 }
      }
      let isSeen = [.cut, .repeated, .unbalanced].contains(kind)
      #expect(lower >= (isSeen ? 38 : higher), "\(kind): \(lower) lower, \(higher) higher of 40")
    }
    #expect(throws: DataError.self) { try QualityModel([(nil, "a")]) }
    let scorer = QualityScorer(model)
    let words = scorer.words(
      of: CurationDocument(id: "", text: answer(3)), NormalizedText(answer(3)))
    #expect(words.count == scorer.width && scorer.identity != QualityScorer().identity)
    #expect(Double(bitPattern: words.last ?? 0) == model.quality(features(answer(3))))
  }
}
