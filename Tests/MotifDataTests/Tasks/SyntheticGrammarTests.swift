import Foundation
import Testing

@testable import MotifData

/// The grammars keep their promises in every document.
@Suite struct SyntheticGrammarTests {
  @Test func programsPrintWhatPythonWould() throws {
    let domain = ProgramsDomain()
    var seen = 0
    var kinds: Set<Substring> = []
    func check(_ source: String, _ output: String) {
      #expect(TinyInterpreter.output(of: source) == output, "\(source)")
      kinds.formUnion(source.split(whereSeparator: { $0 == " " || $0 == "\n" }))
      seen += 1
    }
    for index in 0..<200 {
      var source = ""
      for line in domain.document(index: index, seed: 5).text.split(separator: "\n") {
        if line.hasPrefix("# output: ") {
          check(source, String(line.dropFirst(10)))
          source = ""
        } else {
          source += line + "\n"
        }
      }
      #expect(source.isEmpty)
      let item = domain.item(index: index, seed: 5)
      let mark = "# output: "
      #expect(item.prompt.hasSuffix(mark) && item.answer.hasSuffix("\n"))
      check(String(item.prompt.dropLast(mark.count)), String(item.answer.dropLast()))
    }
    #expect(seen == 600)
    #expect(kinds.isSuperset(of: ["for", "if", "else:", "+", "*"]))
    #expect(TinyInterpreter.output(of: "a = 1\nwhile a:\n") == nil)
  }

  @Test func pronounsAgreeWithTheHero() throws {
    let girls = Set(Person.all.filter(\.isGirl).map(\.name))
    let names = Set(Person.all.map(\.name))
    var pronouns = [0, 0]
    for index in 0..<400 {
      let text = StoriesDomain().document(index: index, seed: 3).text
      let words = text.split { !$0.isLetter }.map(String.init)
      let hero = try #require(words.first { names.contains($0) }, "\(text)")
      let others: Set =
        girls.contains(hero) ? ["he", "him", "his", "boy"] : ["she", "her", "girl"]
      #expect(words.allSatisfy { !others.contains($0.lowercased()) }, "\(text)")
      if words.contains("her") || words.contains("She") { pronouns[0] += 1 }
      if words.contains("his") || words.contains("He") { pronouns[1] += 1 }
      #expect(Set(words).intersection(names).count <= 2)
    }
    #expect(pronouns.allSatisfy { $0 > 100 })
  }

  @Test func particlesOfEveryNounFollowItsLastSyllable() {
    let nouns =
      KoreanDomain.people + KoreanDomain.places + KoreanDomain.deeds.flatMap(\.objects)
    #expect(nouns.count > 50)
    for noun in nouns {
      // Decomposed, a closed syllable ends with a final consonant, U+11A8 … U+11C2; ㄹ is U+11AF.
      let last = noun.decomposedStringWithCanonicalMapping.unicodeScalars.last?.value ?? 0
      let isClosed = (0x11A8...0x11C2).contains(last)
      #expect(KoreanParticle.topic(noun) == noun + (isClosed ? "은" : "는"))
      #expect(KoreanParticle.subject(noun) == noun + (isClosed ? "이" : "가"))
      #expect(KoreanParticle.object(noun) == noun + (isClosed ? "을" : "를"))
      #expect(KoreanParticle.with(noun) == noun + (isClosed ? "과" : "와"))
      #expect(KoreanParticle.toward(noun) == noun + (isClosed && last != 0x11AF ? "으로" : "로"))
    }
  }

  @Test func koreanSentencesUseThoseParticles() {
    let topics = Set(KoreanDomain.people.map(KoreanParticle.topic))
    let things = KoreanDomain.deeds.flatMap(\.objects)
    let subjects = Set(things.map(KoreanParticle.subject))
    let objects = Set(things.map(KoreanParticle.object))
    var checked = 0
    for index in 0..<100 {
      let text = KoreanDomain().document(index: index, seed: 1).text
      for sentence in text.dropLast().split(separator: ".") {
        let words = sentence.split(separator: " ").map(String.init)
        #expect(words.count == 2 ? subjects.contains(words[0]) : topics.contains(words[0]))
        if words.count == 5 { #expect(objects.contains(words[3]), "\(sentence)") }
        checked += 1
      }
    }
    #expect(checked == 600)
  }

  @Test(arguments: SyntheticDomains.all.map(\.name)) func informationIsReproducible(
    name: String
  ) throws {
    let domain = try SyntheticDomains.named(name)
    let first = SyntheticDomains.entropyBitsPerByte(domain, count: 300, seed: 7)
    #expect(first == SyntheticDomains.entropyBitsPerByte(domain, count: 300, seed: 7))
    #expect(first > 0.05 && first < 8)
    let backwards = (0..<50).reversed().map { domain.document(index: $0, seed: 7) }
    #expect(backwards.reversed() == (0..<50).map { domain.document(index: $0, seed: 7) })
    #expect(backwards.allSatisfy { ($0.entropyBits ?? 0) > 0 && $0.text.hasSuffix("\n") })
  }
}
