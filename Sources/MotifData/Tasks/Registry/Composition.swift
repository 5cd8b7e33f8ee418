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

  /// The largest answer, up to the sign, that is handed on.
  private static let largest = 999

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let (given, value) = number(&choices, level: level)
    let letter = Formula.name(depth - 2)
    let asked = outer.make(
      &choices, level: min(level, outer.levels.upperBound),
      operand: Operand(value, shown: letter))
    return TaskItem(
      prompt: "\(given.prompt)\nLet \(letter) be the answer to that. \(asked.prompt)",
      answer: asked.answer, steps: given.steps + ["\(letter) = \(value)"] + asked.steps,
      metadata: asked.metadata)
  }

  /// A task of the inner family whose answer is a whole number that is not too large.
  private func number(_ choices: inout Choices, level: Int) -> (TaskItem, Int) {
    let innerLevel = min(level, inner.levels.upperBound)
    for _ in 0..<32 {
      let item = inner.make(&choices, level: innerLevel)
      if let value = Int(item.answer), abs(value) <= Self.largest { return (item, value) }
    }
    // Some families answer with large numbers at all of their higher levels.
    while true {
      let item = ChainFamily().make(&choices, level: 1)
      if let value = Int(item.answer), abs(value) <= Self.largest { return (item, value) }
    }
  }

  func verify(_ text: String, _ item: TaskItem) -> Double { outer.verify(text, item) }
}
