import Foundation
import MotifCore
import Testing

@testable import MotifData

@Suite struct SyntheticTests {
  @Test(arguments: SyntheticDomains.all.map(\.name))
  func documentsAreReproducibleAndVaried(name: String) throws {
    let domain = try SyntheticDomains.named(name)
    let texts = (0..<100).map { domain.document(index: $0, seed: 1) }
    #expect(texts == (0..<100).map { domain.document(index: $0, seed: 1) })
    #expect(Set(texts.map(\.text)).count > 95)
    #expect(domain.document(index: 0, seed: 1) != domain.document(index: 0, seed: 2))
    for document in texts {
      #expect(!document.text.contains("{") && !document.text.contains("*}"))
      #expect((document.entropyBits ?? 0) > 0)
    }
    let floor = SyntheticDomains.entropyBitsPerByte(domain, count: 100, seed: 1)
    let unigram = byteUnigramEntropy(texts.map(\.text).joined())
    #expect(floor > 0.1 && floor < unigram, "\(floor) against \(unigram)")
  }

  /// Runs rely on these texts, byte for byte: what the generators wrote before families joined them.
  @Test(
    arguments: [
      ("stories", 0xD6AC_38F0_99AD_B794), ("questions", 0x9467_54C8_62EC_DED7),
      ("arithmetic", 0xAB46_2F2C_EFE7_A91B), ("programs", 0xDC01_A544_9CC6_82AA),
      ("korean", 0xCA08_AFC0_F6F9_A1AD),
    ] as [(String, UInt64)])
  func textsOfTheEmbeddedDomainsStay(name: String, expected: UInt64) throws {
    let domain = try SyntheticDomains.named(name)
    var hash = FNV1a()
    for index in 0..<500 { hash.add(bytes: domain.document(index: index, seed: 0).text.utf8) }
    if let evaluated = domain as? any EvaluatedDomain {
      for index in 0..<100 {
        let item = evaluated.item(index: index, seed: 0)
        hash.add(bytes: (item.prompt + item.answer).utf8)
      }
    }
    #expect(hash.value == expected)
  }

  @Test func byteEntropyOfKnownTexts() {
    #expect(byteUnigramEntropy("") == 0)
    #expect(byteUnigramEntropy("aaaa") == 0)
    #expect(abs(byteUnigramEntropy("abcd") - 2) < 1e-12)
    #expect(abs(byteUnigramEntropy("aab") - 0.9182958340544896) < 1e-12)
  }

  @Test func choicesCountTheirInformation() {
    var choices = Choices(domain: "d", index: 0, seed: 0)
    _ = choices.integer(below: 8)
    #expect(choices.bits == 3)
    let index = choices.weighted([1, 3])
    #expect(abs(choices.bits - 3 - (index == 0 ? 2 : log2(4.0 / 3))) < 1e-12)
    let before = choices.bits
    let even = choices.draw(acceptedShare: 0.5, { $0.integer(below: 16) }, until: { $0 % 2 == 0 })
    #expect(even % 2 == 0)
    #expect(abs(choices.bits - before - 3) < 1e-12)
  }

  @Test(arguments: SyntheticDomains.evaluated.map(\.name))
  func verifiersAcceptTheAnswerAndNothingElse(name: String) throws {
    let domain = try #require(SyntheticDomains.named(name) as? any EvaluatedDomain)
    for index in 0..<100 {
      let item = domain.item(index: index, seed: 4)
      #expect(item.verify(item.answer), "\(item)")
      #expect(item.verify(item.answer + "\nmore"))
      let bytes = Array(item.answer.utf8)
      for place in bytes.indices {
        var changed = bytes
        changed[place] = changed[place] == 0x37 ? 0x38 : 0x37
        #expect(!item.verify(String(decoding: changed, as: UTF8.self)))
        var shorter = bytes
        shorter.remove(at: place)
        #expect(!item.verify(String(decoding: shorter, as: UTF8.self)), "\(item) without \(place)")
        var longer = bytes
        longer.insert(UInt8(0x41 + place % 26), at: place)
        #expect(!item.verify(String(decoding: longer, as: UTF8.self)))
      }
      #expect(!item.verify("") && !item.verify(" 0" + item.answer))
      if bytes.last != 0x0A { #expect(!item.verify(item.answer + "5")) }
    }
  }

  @Test(arguments: SyntheticDomains.evaluated.map(\.name))
  func itemsNeverOccurInTraining(name: String) throws {
    let domain = try #require(SyntheticDomains.named(name) as? any EvaluatedDomain)
    let corpus = (0..<600).map { domain.document(index: $0, seed: 1).text }
    let training = "\n" + corpus.joined(separator: "\n").replacingOccurrences(of: ". ", with: ".\n")
    let lines = Set(training.split(separator: "\n"))
    for index in 0..<100 {
      let item = domain.item(index: index, seed: 8)
      let text = item.prompt + item.answer
      #expect(!training.contains("\n" + text), "\(text)")
      // Word problems must not leak the expression of their worked step either.
      for part in text.split(separator: " ") where part.contains("=") && part.hasSuffix(".") {
        #expect(!lines.contains(part), "\(part)")
      }
    }
  }

  @Test func arithmeticIsRight() throws {
    let domain = ArithmeticDomain()
    let texts =
      (0..<60).map { domain.document(index: $0, seed: 2).text }
      + (0..<60).map {
        let item = domain.item(index: $0, seed: 2)
        return item.prompt + item.answer
      }
    let pattern = #/(\d+)([-+*])(\d+)=(\d+)\./#
    var found = 0
    for match in texts.joined(separator: "\n").matches(of: pattern) {
      let (a, b) = (try #require(Int(match.1)), try #require(Int(match.3)))
      let value = match.2 == "+" ? a + b : match.2 == "-" ? a - b : a * b
      #expect(String(value) == match.4, "\(match.0)")
      found += 1
    }
    #expect(found > 500)
  }

  @Test func programsAreReallyRun() {
    let program = Program(statements: [
      .assign("a", .number(3)), .assign("b", .sum("a", .number(4))),
      .loop(2, [.assign("a", .sum("a", .variable("b")))]),
      .condition("a", 16, [.assign("b", .product("b", .number(2)))], [.print("a")]),
      .print("a"), .print("b"),
    ])
    #expect(
      program.source == """
        a = 3
        b = a + 4
        for i in range(2):
          a = a + b
        if a > 16:
          b = b * 2
        else:
          print(a)
        print(a)
        print(b)

        """)
    #expect(program.output == "17 14")
  }

  @Test func aBareFactOfTheWorldHasOneAnswer() {
    let domain = QuestionsDomain()
    var answers: [Substring: Substring] = [:]
    for index in 0..<300 {
      let lines = domain.document(index: index, seed: 1).text.split(separator: "\n")
      for (question, answer) in zip(lines, lines.dropFirst()) where question.hasPrefix("Q:") {
        #expect(answers.updateValue(answer, forKey: question) ?? answer == answer)
      }
    }
    #expect(answers.count > 200)
  }

  @Test func particlesFollowTheFinalConsonant() {
    #expect(KoreanParticle.topic("선생님") == "선생님은")
    #expect(KoreanParticle.topic("친구") == "친구는")
    #expect(KoreanParticle.subject("책") == "책이")
    #expect(KoreanParticle.subject("사과") == "사과가")
    #expect(KoreanParticle.object("밥") == "밥을")
    #expect(KoreanParticle.object("국수") == "국수를")
    #expect(KoreanParticle.with("형") == "형과")
    #expect(KoreanParticle.with("친구") == "친구와")
    #expect(KoreanParticle.toward("집") == "집으로")
    #expect(KoreanParticle.toward("서울") == "서울로")
    #expect(KoreanParticle.toward("학교") == "학교로")
  }
}
