/// The verb that agrees with its subject, with other nouns between the two.
///
/// Level n has n nouns in between.
struct AgreementFamily: TaskFamily {
  let name = "agreement"
  let levels = 1...4
  let domain = TaskDomain.english
  let form = AnswerForm.word(AgreementFamily.verbs.flatMap { [$0.one, $0.many] })
  let hasKnownEntropy = true

  private static let verbs = [
    (one: "is", many: "are"), (one: "was", many: "were"), (one: "has", many: "have"),
    (one: "looks", many: "look"), (one: "seems", many: "seem"), (one: "stays", many: "stay"),
  ]
  private static let nouns = [
    (one: "dog", many: "dogs"), (one: "child", many: "children"), (one: "key", many: "keys"),
    (one: "woman", many: "women"), (one: "box", many: "boxes"), (one: "leaf", many: "leaves"),
    (one: "mouse", many: "mice"), (one: "city", many: "cities"), (one: "bird", many: "birds"),
    (one: "book", many: "books"), (one: "knife", many: "knives"), (one: "goose", many: "geese"),
  ]
  private static let prepositions = ["near", "behind", "beside", "above", "with", "between"]
  private static let complements = ["old", "ready", "quiet", "safe", "strange", "clean"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let subject = choices.pick(Self.nouns)
    let isOne = choices.coin()
    var phrase = "The \(isOne ? subject.one : subject.many)"
    for _ in 0..<level {
      let other = choices.pick(Self.nouns)
      let preposition = choices.pick(Self.prepositions)
      // Between stands before more than one.
      let isMany = preposition == "between" || choices.coin()
      phrase += " \(preposition) the \(isMany ? other.many : other.one)"
    }
    let verb = choices.pick(Self.verbs)
    let (right, end) = (isOne ? verb.one : verb.many, choices.pick(Self.complements))
    let complement = verb.one == "has" ? "been \(end)" : end
    return TaskItem(
      prompt: "Fill the gap with \(verb.one) or \(verb.many): \(phrase) ___ \(complement).",
      answer: right,
      steps: [
        "The subject is \"\(isOne ? subject.one : subject.many)\", which is "
          + "\(isOne ? "one" : "more than one")."
      ])
  }
}
