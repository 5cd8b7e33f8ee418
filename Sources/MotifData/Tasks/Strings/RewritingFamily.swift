/// A string that rules shorten until none applies.
///
/// Level n has strings of 3 + n letters.
struct RewritingFamily: TaskFamily {
  let name = "rewriting"
  let levels = 1...6
  let domain = TaskDomain.code
  let form = AnswerForm.literal

  private static let pairs = ["aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"]
  private static let letters: [Character] = ["a", "b", "c"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let rules = choices.distinct(min(3 + level, 6), of: Self.pairs).map {
      (from: Array($0), to: choices.pick(Self.letters))
    }
    var text = (0..<(3 + level)).map { _ in choices.pick(Self.letters) }
    let start = String(text)
    var steps: [String] = []
    while let (place, letter) = Self.first(rules, in: text) {
      text.replaceSubrange(place...place + 1, with: [letter])
      steps.append(String(text))
    }
    let list = rules.map { "\(String($0.from)) -> \($0.to)" }.joined(separator: ", ")
    return TaskItem(
      prompt:
        "Apply the rules \(list) to \(start), always at the leftmost place where one applies, "
        + "until none does. What is left?",
      answer: String(text), steps: steps.isEmpty ? ["No rule applies."] : steps)
  }

  /// The leftmost place at which a rule applies, and the letter that it leaves.
  private static func first(
    _ rules: [(from: [Character], to: Character)], in text: [Character]
  ) -> (Int, Character)? {
    for place in text.indices.dropLast() {
      if let rule = rules.first(where: {
        $0.from[0] == text[place] && $0.from[1] == text[place + 1]
      }) {
        return (place, rule.to)
      }
    }
    return nil
  }
}
