internal import MotifCore
internal import MotifData

/// Prompts with instructions whose keeping can be verified, made like those of IFEval.
///
/// Question n of a seed is always the same: a subject, and one to three instructions of different kinds
/// that do not contradict each other.
enum InstructionSuite {
  /// An instruction in words, and its kind and arguments as IFEval has them.
  private struct Rule {
    let kind: Instruction.Kind
    let sentence: String
    var arguments: [(String, JSONNode)] = []
  }

  private static let subjects = [
    "a river in spring", "how bread is made", "a day at the market", "why the sky is blue",
    "an old clock", "a journey by train", "how to keep a garden", "a letter to a friend",
    "the first snow of winter", "a small library",
  ]
  private static let words = [
    "water", "light", "morning", "stone", "bridge", "window", "garden", "quiet",
  ]

  /// The first `count` questions of `seed`.
  static func questions(count: Int, seed: UInt64) throws(DataError) -> [TaskQuestion] {
    var questions: [TaskQuestion] = []
    for index in 0..<count {
      var random = CounterRandom(seed: seed, name: "verifiable instructions \(index)")
      let subject = subjects[random.integer(below: subjects.count)]
      // Each group holds kinds that exclude each other.
      var groups = Self.groups(&random)
      var rules: [Rule] = []
      for _ in 0..<(1 + random.integer(below: 3)) {
        let group = groups.remove(at: random.integer(below: groups.count))
        rules.append(group[random.integer(below: group.count)])
      }
      questions.append(try question(subject, rules))
    }
    return questions
  }

  private static func question(
    _ subject: String, _ rules: [Rule]
  ) throws(DataError) -> TaskQuestion {
    let prompt = (["Write about \(subject)."] + rules.map(\.sentence)).joined(separator: " ")
    let arguments = rules.map { rule in
      object(rule.arguments)
    }
    let row = object([
      ("prompt", text(prompt)),
      ("instruction_id_list", JSONNode(.array(rules.map { text($0.kind.rawValue) }))),
      ("kwargs", JSONNode(.array(arguments))),
    ])
    let item = try InstructionItem(row)
    return TaskQuestion(prompt + "\n", answer: "", .instructions(item.instructions))
  }

  private static func groups(_ random: inout CounterRandom) -> [[Rule]] {
    let word = words[random.integer(below: words.count)]
    let other = words[random.integer(below: words.count)]
    let count = 2 + random.integer(below: 4)
    let least = 10 * count
    return [
      [
        Rule(
          kind: .existence, sentence: "Use the word \(word).",
          arguments: [("keywords", JSONNode(.array([text(word)])))]),
        Rule(
          kind: .forbiddenWords, sentence: "Do not use the word \(other).",
          arguments: [("forbidden_words", JSONNode(.array([text(other)])))]),
        Rule(
          kind: .frequency, sentence: "Use the word \(word) at least \(count) times.",
          arguments: [
            ("keyword", text(word)), ("frequency", number(count)), ("relation", text("at least")),
          ]),
      ],
      [
        Rule(
          kind: .words, sentence: "Write at least \(least) words.",
          arguments: [("num_words", number(least)), ("relation", text("at least"))]),
        Rule(
          kind: .words, sentence: "Write fewer than \(least) words.",
          arguments: [("num_words", number(least)), ("relation", text("less than"))]),
        Rule(
          kind: .sentences, sentence: "Write at least \(count) sentences.",
          arguments: [("num_sentences", number(count)), ("relation", text("at least"))]),
      ],
      [Rule(kind: .noComma, sentence: "Use no comma.")],
      [
        Rule(
          kind: .title,
          sentence: "Begin with a title in double angular brackets, such as <<title>>."),
        Rule(
          kind: .bullets,
          sentence: "Use exactly \(count) bullet points, each a line that begins with *.",
          arguments: [("num_bullets", number(count))]),
        Rule(
          kind: .placeholders,
          sentence: "Use at least \(count) placeholders in square brackets, such as [name].",
          arguments: [("num_placeholders", number(count))]),
      ],
      [
        Rule(kind: .englishLowercase, sentence: "Write in English and in small letters only."),
        Rule(kind: .englishCapital, sentence: "Write in English and in capital letters only."),
      ],
      [
        Rule(
          kind: .endPhrase, sentence: "End with the words: that is all",
          arguments: [("end_phrase", text("that is all"))]),
        Rule(kind: .quotation, sentence: "Put the whole text in double quotation marks."),
      ],
    ]
  }

  private static func text(_ text: String) -> JSONNode { JSONNode(.string(text)) }
  private static func number(_ number: Int) -> JSONNode { JSONNode(.number("\(number)")) }
  private static func object(_ members: [(String, JSONNode)]) -> JSONNode {
    JSONNode(.object(members.map { .init(key: $0, keyOrigin: .standard, node: $1) }))
  }
}
