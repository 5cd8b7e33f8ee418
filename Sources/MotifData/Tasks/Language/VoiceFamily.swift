/// Active sentences turned into the passive voice.
///
/// Levels: 1 the past, 2 the present too, 3 the future too, 4 adjectives before the nouns.
struct VoiceFamily: TaskFamily {
  let name = "voice"
  let levels = 1...4
  let domain = TaskDomain.english
  let form = AnswerForm.sentence
  let hasKnownEntropy = true

  private static let verbs = [
    (base: "see", present: "sees", past: "saw", participle: "seen"),
    (base: "follow", present: "follows", past: "followed", participle: "followed"),
    (base: "find", present: "finds", past: "found", participle: "found"),
    (base: "carry", present: "carries", past: "carried", participle: "carried"),
    (base: "draw", present: "draws", past: "drew", participle: "drawn"),
    (base: "forget", present: "forgets", past: "forgot", participle: "forgotten"),
    (base: "teach", present: "teaches", past: "taught", participle: "taught"),
    (base: "choose", present: "chooses", past: "chose", participle: "chosen"),
  ]
  private static let nouns = [
    "king", "doctor", "horse", "child", "farmer", "queen", "teacher", "dog", "poet", "sailor",
  ]
  private static let adjectives = ["old", "young", "clever", "tired", "happy", "small"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let verb = choices.pick(Self.verbs)
    let pair = choices.distinct(2, of: Self.nouns)
    let described = pair.map { noun in
      level == 4 ? "\(choices.pick(Self.adjectives)) \(noun)" : noun
    }
    let (actor, object) = (described[0], described[1])
    let tense = choices.integer(below: min(level, 3))
    let active = [verb.past, verb.present, "will \(verb.base)"][tense]
    let passive = ["was", "is", "will be"][tense] + " \(verb.participle)"
    return TaskItem(
      prompt: "Turn into the passive voice: The \(actor) \(active) the \(object).",
      answer: "The \(object) \(passive) by the \(actor).",
      steps: [
        "Subject becomes \"the \(object)\".", "\"\(active)\" becomes \"\(passive)\".",
      ])
  }
}
