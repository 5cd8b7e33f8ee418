import Foundation
import Testing

@testable import MotifData

/// The families of languages keep the rules of their languages.
@Suite struct LanguageTaskTests {
  private func items(_ name: String, level: Int, count: UInt64 = 300) throws -> [TaskItem] {
    let family = try TaskGenerators.named(name)
    return (0..<count).map { family.sample(seed: $0, level: level) }
  }

  @Test(arguments: [
    (1, "uno", "un", "eins"), (16, "dieciséis", "seize", "sechzehn"),
    (17, "diecisiete", "dix-sept", "siebzehn"), (21, "veintiuno", "vingt et un", "einundzwanzig"),
    (22, "veintidós", "vingt-deux", "zweiundzwanzig"), (30, "treinta", "trente", "dreißig"),
    (31, "treinta y uno", "trente et un", "einunddreißig"),
    (70, "setenta", "soixante-dix", "siebzig"),
    (71, "setenta y uno", "soixante et onze", "einundsiebzig"),
    (77, "setenta y siete", "soixante-dix-sept", "siebenundsiebzig"),
    (80, "ochenta", "quatre-vingts", "achtzig"),
    (81, "ochenta y uno", "quatre-vingt-un", "einundachtzig"),
    (91, "noventa y uno", "quatre-vingt-onze", "einundneunzig"),
    (99, "noventa y nueve", "quatre-vingt-dix-neuf", "neunundneunzig"),
    (100, "cien", "cent", "einhundert"), (101, "ciento uno", "cent un", "einhunderteins"),
    (200, "doscientos", "deux cents", "zweihundert"),
    (280, "doscientos ochenta", "deux cent quatre-vingts", "zweihundertachtzig"),
    (516, "quinientos dieciséis", "cinq cent seize", "fünfhundertsechzehn"),
    (721, "setecientos veintiuno", "sept cent vingt et un", "siebenhunderteinundzwanzig"),
    (
      999, "novecientos noventa y nueve", "neuf cent quatre-vingt-dix-neuf",
      "neunhundertneunundneunzig"
    ),
  ])
  func numbersAsWords(number: Int, spanish: String, french: String, german: String) {
    #expect(NumberWordsFamily.words(number, language: 0) == spanish)
    #expect(NumberWordsFamily.words(number, language: 1) == french)
    #expect(NumberWordsFamily.words(number, language: 2) == german)
  }

  @Test(arguments: 0..<3) func noTwoNumbersHaveTheSameWords(language: Int) {
    let all = (1...999).map { NumberWordsFamily.words($0, language: language) }
    #expect(Set(all).count == 999 && all.allSatisfy { !$0.hasSuffix(" ") && !$0.hasSuffix("-") })
  }

  /// 이백삼십사 read digit by digit; 스물한 from its tens and ones.
  @Test(arguments: 1...4) func koreanNumbersReadBack(level: Int) throws {
    let digits = ["일", "이", "삼", "사", "오", "육", "칠", "팔", "구"]
    let units = ["천": 1000, "백": 100, "십": 10]
    let ones = ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"]
    let tens = ["열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"]
    for item in try items("koreanNumbers", level: level) {
      var value = 0
      if level < 3 {
        var digit = 0
        for sign in item.answer.map(String.init) {
          if let unit = units[sign] {
            value += max(1, digit) * unit
            digit = 0
          } else {
            digit = try #require(digits.firstIndex(of: sign)) + 1
          }
        }
        value += digit
      } else {
        let word = item.answer.components(separatedBy: " ")[0]
        let ten = word == "스무" ? 1 : tens.firstIndex { word.hasPrefix($0) }
        let rest = word == "스무" ? "" : ten.map { String(word.dropFirst(tens[$0].count)) } ?? word
        value = (ten.map { 10 * ($0 + 1) } ?? 0) + (ones.firstIndex(of: rest).map { $0 + 1 } ?? 0)
      }
      let expected =
        level == 4
        ? Reading.integers(item.steps[0]).last : Reading.integers(item.prompt).first
      #expect(value == expected, "\(item)")
    }
  }

  /// Decomposed, a closed syllable ends with a final consonant, U+11A8 … U+11C2; ㄹ is U+11AF.
  @Test(arguments: 1...4) func koreanParticlesFollowTheLastSyllable(level: Int) throws {
    for item in try items("koreanParticles", level: level) {
      let gapped = item.prompt.components(separatedBy: ": ")[1].components(separatedBy: " ")
      let words = item.answer.components(separatedBy: " ")
      #expect(words.count == gapped.count - gapped.count { $0 == ")" })
      var nouns = gapped.filter { $0.hasSuffix("(") }.map { String($0.dropLast()) }[...]
      for word in words {
        guard let noun = nouns.first, word.hasPrefix(noun) else { continue }
        nouns.removeFirst()
        let last = noun.decomposedStringWithCanonicalMapping.unicodeScalars.last?.value ?? 0
        let isClosed = (0x11A8...0x11C2).contains(last)
        let particle = String(word.dropFirst(noun.count))
        let allowed =
          isClosed
          ? (last == 0x11AF ? ["은", "을", "과", "로"] : ["은", "을", "과", "으로"])
          : ["는", "를", "와", "로"]
        #expect(allowed.contains(particle), "\(item)")
      }
      #expect(nouns.isEmpty, "\(item)")
    }
  }

  @Test(arguments: 1...4) func verbsAgreeWithTheFirstNoun(level: Int) throws {
    let many: Set = [
      "dogs", "children", "keys", "women", "boxes", "leaves", "mice", "cities", "birds", "books",
      "knives", "geese",
    ]
    for item in try items("agreement", level: level) {
      let subject = item.prompt.components(separatedBy: ": The ")[1].components(separatedBy: " ")[0]
      let options = Reading.between(item.prompt, "gap with ", ":").components(separatedBy: " or ")
      #expect(item.answer == options[many.contains(subject) ? 1 : 0], "\(item)")
    }
  }

  @Test(arguments: 1...4) func passiveSentencesSayTheSame(level: Int) throws {
    let participles = [
      "saw": "seen", "sees": "seen", "see": "seen", "followed": "followed", "follows": "followed",
      "follow": "followed", "found": "found", "finds": "found", "find": "found",
      "carried": "carried", "carries": "carried", "carry": "carried", "drew": "drawn",
      "draws": "drawn", "draw": "drawn", "forgot": "forgotten", "forgets": "forgotten",
      "forget": "forgotten", "taught": "taught", "teaches": "taught", "teach": "taught",
      "chose": "chosen", "chooses": "chosen", "choose": "chosen",
    ]
    for item in try items("voice", level: level) {
      let sentence = Reading.between(item.prompt, "voice: The ", ".")
      let parts = sentence.components(separatedBy: " the ")
      var left = parts[0].components(separatedBy: " ")
      let verb = left.removeLast()
      let isFuture = left.last == "will"
      if isFuture { left.removeLast() }
      let helper = isFuture ? "will be" : verb.hasSuffix("s") ? "is" : "was"
      let participle = try #require(participles[verb])
      #expect(
        item.answer
          == "The \(parts[1]) \(helper) \(participle) by the \(left.joined(separator: " ")).")
    }
  }

  @Test(arguments: 1...3) func translationsAgreeInGender(level: Int) throws {
    let known = [
      "The small dog sleeps.": [
        "El perro pequeño duerme.", "Le petit chien dort.", "Der kleine Hund schläft.",
      ],
      "The tired queen sings.": [
        "La reina cansada canta.", "La reine fatiguée chante.", "Die müde Königin singt.",
      ],
      "The old boy waits.": [
        "El niño viejo espera.", "Le garçon âgé attend.", "Der alte Junge wartet.",
      ],
      "The black cow eats.": [
        "La vaca negra come.", "La vache noire mange.", "Die schwarze Kuh isst.",
      ],
      "The happy girl runs.": [
        "La niña contenta corre.", "La fille contente court.", "Das frohe Mädchen rennt.",
      ],
    ]
    let languages = ["Spanish", "French", "German"]
    var found = 0
    for item in try items("translation", level: level, count: 4000) {
      let parts = item.prompt.components(separatedBy: ": ")
      if let sentences = known[parts[1]],
        let language = languages.firstIndex(where: { parts[0].hasSuffix($0) })
      {
        #expect(item.answer == sentences[language])
        found += 1
      }
      let clauses = item.answer.lowercased().dropLast().split(separator: " ")
      #expect(clauses.count == [3, 4, 9][level - 1], "\(item)")
    }
    #expect(level != 2 || found > 5)
  }

  /// Every list is judged by a second reading of the rules.
  @Test(arguments: 1...4) func instructionsAreCheckedStrictly(level: Int) throws {
    for item in try items("instructions", level: level, count: 60) {
      let offered = Reading.between(item.prompt, "nothing else: ", ".").components(separatedBy: " ")
      let count = Reading.integers(item.prompt)[0]
      let separator = item.prompt.contains("semicolons") ? ";" : ","
      let keyword = Reading.between(item.prompt, "The word ", " must")
      func isRight(_ text: String) -> Bool {
        let words = text.components(separatedBy: separator).map {
          $0.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let small = words.map { $0.lowercased() }
        let capitals = level == 4 ? [words[0].uppercased()] + small.dropFirst() : small
        return words == capitals && small.count == count && Set(small).count == count
          && small.allSatisfy(offered.contains) && (level < 2 || small.contains(keyword))
          && (level < 3 || small == small.sorted())
      }
      let words = item.answer.components(separatedBy: separator + " ")
      var texts = [
        item.answer, item.answer.replacing(" ", with: "  "), item.answer.replacing(" ", with: ""),
        item.answer.uppercased(), item.answer + ".", item.answer.replacing(separator, with: " "),
        words.reversed().joined(separator: separator + " "), item.answer + separator, "",
        item.answer + separator + " " + words[0], item.answer.replacing(separator, with: "/"),
      ]
      for place in words.indices {
        for new in offered + ["table", ""] {
          var other = words
          other[place] = place == 0 && level == 4 ? new.uppercased() : new
          texts.append(other.joined(separator: separator + " "))
        }
        texts.append((words[..<place] + words[(place + 1)...]).joined(separator: separator + " "))
      }
      let family = InstructionFamily()
      for text in texts {
        #expect(family.verify(text, item) == (isRight(text) ? 1 : 0), "\(text) for \(item)")
        #expect(family.verify("Answer: \(text)", item) == (isRight(text) ? 1 : 0))
      }
      #expect(isRight(item.answer) && texts.count { !isRight($0) } > 10)
    }
  }
}
