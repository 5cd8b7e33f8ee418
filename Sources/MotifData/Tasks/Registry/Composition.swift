/// Two families in a row, f ∘ g: the answer of the inner one is the number that the outer one starts from.
///
/// The inner family may be a composition itself, so that a task has any depth; the steps of all follow one
/// another.
struct Composition: TaskFamily {
  let outer: any SlotFamily
  let inner: any TaskFamily

  /// `modular(chain)`.
  var name: String { "\(outer.name)(\(inner.name))" }
  var levels: ClosedRange<Int> { 1...max(outer.levels.upperBound, inner.levels.upperBound) }
  let domain = TaskDomain.reasoning
  var form: AnswerForm { outer.form }

  /// How many families follow one another.
  var depth: Int { 1 + ((inner as? Composition)?.depth ?? 1) }

  /// What the answers are called, from the innermost on; no family calls anything else so.
  private static let letters = ["N", "M", "K"]
  /// The largest answer, up to the sign, that is handed on as it is.
  private static let largest: UInt = 999

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let (given, answer) = number(&choices, level: level)
    let isLarge = answer.magnitude > Self.largest
    let handed = isLarge ? Int(answer.magnitude % 1000) : answer
    let letter = Self.letters[min(depth, Self.letters.count + 1) - 2]
    let asked = outer.make(
      &choices, level: min(level, outer.levels.upperBound),
      operand: Operand(handed, shown: letter))
    let meaning = isLarge ? "the number of the last three digits of the answer" : "the answer"
    return TaskItem(
      prompt: "\(given.prompt)\nLet \(letter) be \(meaning) to that. \(asked.prompt)",
      answer: asked.answer, steps: given.steps + ["\(letter) = \(handed)"] + asked.steps,
      metadata: asked.metadata)
  }

  /// A task of the inner family whose answer is a whole number.
  private func number(_ choices: inout Choices, level: Int) -> (TaskItem, Int) {
    let innerLevel = min(level, inner.levels.upperBound)
    while true {
      let item = inner.make(&choices, level: innerLevel)
      if let value = Int(item.answer) { return (item, value) }
    }
  }

  func verify(_ text: String, _ item: TaskItem) -> Double { outer.verify(text, item) }
}
