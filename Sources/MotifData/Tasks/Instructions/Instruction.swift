internal import MotifCore

/// An instruction whose keeping can be verified: one of IFEval's 25 kinds, with what it is about.
///
/// Verdicts equal those of lm-evaluation-harness. Two kinds rest on statistical tools there: language
/// is told by script and common words, sentences end at `.?!` before white space.
/// Source: Zhou et al., "Instruction-Following Evaluation for Large Language Models" (2311.07911).
package struct Instruction: Sendable {
  /// The kinds, by their names in IFEval.
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case existence = "keywords:existence"
    case frequency = "keywords:frequency"
    case forbiddenWords = "keywords:forbidden_words"
    case letterFrequency = "keywords:letter_frequency"
    case responseLanguage = "language:response_language"
    case sentences = "length_constraints:number_sentences"
    case paragraphs = "length_constraints:number_paragraphs"
    case words = "length_constraints:number_words"
    case firstWord = "length_constraints:nth_paragraph_first_word"
    case placeholders = "detectable_content:number_placeholders"
    case postscript = "detectable_content:postscript"
    case bullets = "detectable_format:number_bullet_lists"
    case constrainedResponse = "detectable_format:constrained_response"
    case highlights = "detectable_format:number_highlighted_sections"
    case sections = "detectable_format:multiple_sections"
    case json = "detectable_format:json_format"
    case title = "detectable_format:title"
    case twoResponses = "combination:two_responses"
    case repeatPrompt = "combination:repeat_prompt"
    case endPhrase = "startend:end_checker"
    case quotation = "startend:quotation"
    case capitalWords = "change_case:capital_word_frequency"
    case englishCapital = "change_case:english_capital"
    case englishLowercase = "change_case:english_lowercase"
    case noComma = "punctuation:no_comma"
  }

  /// How a count is compared.
  enum Relation: String, CaseIterable, Sendable {
    case lessThan = "less than"
    case atLeast = "at least"

    func holds(_ count: Int, _ limit: Int) -> Bool {
      self == .lessThan ? count < limit : count >= limit
    }
  }

  /// What is asked for.
  package let kind: Kind
  /// Patterns of keywords, of forbidden words, of the splitter or of the marker.
  let patterns: [PythonPattern]
  /// A letter, a language, a word or a phrase.
  let text: String
  /// How many.
  let count: Int
  /// Which of that many.
  let place: Int
  let relation: Relation

  /// Whether `response` follows it as it is; an empty one follows nothing.
  package func isFollowed(by response: String) -> Bool {
    let scalars = Array(response.unicodeScalars)
    return !scalars.stripped.isEmpty && holds(scalars)
  }

  /// Whether one of eight texts follows it: `response` with or without its first and last line, with
  /// or without asterisks.
  package func isLooselyFollowed(by response: String) -> Bool {
    let scalars = Array(response.unicodeScalars)
    let lines = scalars.parts(between: "\n")
    func joined(_ lines: ArraySlice<[Unicode.Scalar]>) -> [Unicode.Scalar] {
      Array(lines.joined(separator: ["\n"])).stripped
    }
    let texts = [
      scalars, joined(lines.dropFirst()), joined(lines.dropLast()),
      joined(lines.dropFirst().dropLast()),
    ]
    return (texts + texts.map { $0.filter { $0 != "*" } }).contains {
      !$0.stripped.isEmpty && holds($0)
    }
  }

  /// The verdict on a text that is not blank.
  func holds(_ text: [Unicode.Scalar]) -> Bool {
    switch kind {
    case .existence: patterns.allSatisfy { $0.isFound(in: text) }
    case .frequency: relation.holds(patterns[0].matches(in: text).count, count)
    case .forbiddenWords: !patterns.contains { $0.isFound(in: text) }
    case .letterFrequency: hasLetters(text)
    case .responseLanguage: (LanguageGuess.of(text) ?? self.text) == self.text
    case .sentences: relation.holds(SentenceCount.of(text), count)
    case .paragraphs: hasParagraphs(text)
    case .words: relation.holds(Self.word.matches(in: text).count, count)
    case .firstWord: hasFirstWord(text)
    case .placeholders: Self.placeholder.matches(in: text).count >= count
    case .postscript: patterns[0].isFound(in: text.lowered)
    case .bullets: bullets(text) == count
    case .constrainedResponse: Self.answers.contains { text.holds($0) }
    case .highlights: highlights(text) >= count
    case .sections: patterns[0].matches(in: text).count >= count
    case .json: Self.isJSON(text)
    case .title: hasTitle(text)
    case .twoResponses: isTwoResponses(text)
    case .repeatPrompt: text.stripped.lowered.starts(with: scalars.stripped.lowered)
    case .endPhrase:
      text.stripped.stripped { $0 == "\"" }.lowered.reversed()
        .starts(with: scalars.stripped.lowered.reversed())
    case .quotation: isQuoted(text.stripped)
    case .capitalWords: relation.holds(Self.tokens(text).count(where: \.isUpper), count)
    case .englishCapital: text.isUpper && (LanguageGuess.of(text) ?? "en") == "en"
    case .englishLowercase: text.isLower && (LanguageGuess.of(text) ?? "en") == "en"
    case .noComma: !text.contains(",")
    }
  }

  private var scalars: [Unicode.Scalar] { Array(text.unicodeScalars) }
}
