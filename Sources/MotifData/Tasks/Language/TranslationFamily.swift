/// Short sentences translated into Spanish, French and German, where words agree in gender.
///
/// Levels: 1 a noun and a verb, 2 an adjective too, 3 two such sentences.
struct TranslationFamily: TaskFamily {
  let name = "translation"
  let levels = 1...3
  let domain = TaskDomain.multilingual
  let form = AnswerForm.sentence
  let hasKnownEntropy = true

  /// What stands for an English word in Spanish, French and German.
  private typealias Words = (english: String, foreign: [String])

  private static let languages = ["Spanish", "French", "German"]
  /// With their articles, from which the gender can be read.
  private static let nouns: [Words] = [
    ("dog", ["el perro", "le chien", "der Hund"]), ("cat", ["el gato", "le chat", "die Katze"]),
    ("girl", ["la niña", "la fille", "das Mädchen"]),
    ("woman", ["la mujer", "la femme", "die Frau"]),
    ("boy", ["el niño", "le garçon", "der Junge"]),
    ("horse", ["el caballo", "le cheval", "das Pferd"]),
    ("cow", ["la vaca", "la vache", "die Kuh"]), ("king", ["el rey", "le roi", "der König"]),
    ("queen", ["la reina", "la reine", "die Königin"]),
    ("sister", ["la hermana", "la sœur", "die Schwester"]),
  ]
  private static let verbs: [Words] = [
    ("sleeps", ["duerme", "dort", "schläft"]), ("eats", ["come", "mange", "isst"]),
    ("runs", ["corre", "court", "rennt"]), ("sings", ["canta", "chante", "singt"]),
    ("drinks", ["bebe", "boit", "trinkt"]), ("waits", ["espera", "attend", "wartet"]),
    ("works", ["trabaja", "travaille", "arbeitet"]), ("laughs", ["ríe", "rit", "lacht"]),
  ]
  /// Masculine and feminine in Spanish and French; German has one form after a definite article.
  private static let adjectives: [(english: String, foreign: [[String]])] = [
    ("small", [["pequeño", "pequeña"], ["petit", "petite"], ["kleine", "kleine"]]),
    ("black", [["negro", "negra"], ["noir", "noire"], ["schwarze", "schwarze"]]),
    ("tired", [["cansado", "cansada"], ["fatigué", "fatiguée"], ["müde", "müde"]]),
    ("happy", [["contento", "contenta"], ["content", "contente"], ["frohe", "frohe"]]),
    ("old", [["viejo", "vieja"], ["âgé", "âgée"], ["alte", "alte"]]),
  ]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let language = choices.integer(below: Self.languages.count)
    var (english, foreign): ([String], [String]) = ([], [])
    for _ in 0..<(level == 3 ? 2 : 1) {
      let (source, target) = Self.clause(&choices, language, hasAdjective: level > 1)
      english.append(source)
      foreign.append(target)
    }
    let and = ["y", "et", "und"][language]
    let sentence = foreign.joined(separator: " \(and) ")
    return TaskItem(
      prompt: "Translate into \(Self.languages[language]): "
        + "\(Self.capitalised(english.joined(separator: " and "))).",
      answer: Self.capitalised(sentence) + ".",
      steps: zip(english, foreign).map { "\($0): \($1)" })
  }

  private static func clause(
    _ choices: inout Choices, _ language: Int, hasAdjective: Bool
  ) -> (String, String) {
    let noun = choices.pick(nouns)
    let verb = choices.pick(verbs)
    var words = noun.foreign[language].split(separator: " ").map(String.init)
    var english = ["the", noun.english, verb.english]
    if hasAdjective {
      let adjective = choices.pick(adjectives)
      let gender = words[0] == "la" ? 1 : 0
      english.insert(adjective.english, at: 1)
      // Spanish, and these words in French but "petit", put it behind the noun.
      let isBefore = language == 2 || language == 1 && adjective.english == "small"
      words.insert(adjective.foreign[language][gender], at: isBefore ? 1 : 2)
    }
    return (
      english.joined(separator: " "), (words + [verb.foreign[language]]).joined(separator: " ")
    )
  }

  private static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
