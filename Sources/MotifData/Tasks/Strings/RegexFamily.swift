/// The words that a regular expression matches.
///
/// Level n has n + 1 parts, from level 3 on groups too.
struct RegexFamily: TaskFamily {
  let name = "regex"
  let levels = 1...5
  let domain = TaskDomain.code
  let form = AnswerForm.set

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let pattern = RegexPattern(1 + level, groups: level >= 3, &choices)
    var words: [[Character]] = []
    for place in 0..<5 {
      var word = place < 2 ? pattern.word(&choices) : Self.random(&choices, level)
      if word.isEmpty || words.contains(word) { word = Self.unused(words, &choices) }
      words.append(word)
    }
    let shown = choices.shuffled(words)
    let matches = shown.map { pattern.matches($0) }
    let found = zip(shown, matches).filter(\.1).map { String($0.0) }
    let list = shown.map { String($0) }.joined(separator: ", ")
    return TaskItem(
      prompt:
        "Which of these words does the regular expression \(pattern.source) match as a whole: "
        + "\(list)? Give them as a set.",
      answer: "{\(found.joined(separator: ", "))}",
      steps: zip(shown, matches).map { "\(String($0)): \($1 ? "yes" : "no")" })
  }

  private static func random(_ choices: inout Choices, _ level: Int) -> [Character] {
    (0..<choices.integer(in: 1...(2 + level))).map { _ in choices.pick(RegexPattern.letters) }
  }

  /// A word that grows until it is none of `words`.
  private static func unused(_ words: [[Character]], _ choices: inout Choices) -> [Character] {
    var word = [choices.pick(RegexPattern.letters)]
    while words.contains(word) { word.append(choices.pick(RegexPattern.letters)) }
    return word
  }
}
