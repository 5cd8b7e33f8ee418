/// The number of assignments that make a formula true.
///
/// Levels: 1 two variables, 2 and 3 three, 4 and 5 four; each level mentions more of them.
struct TruthTableFamily: TaskFamily {
  let name = "truthTable"
  let levels = 1...5
  let domain = TaskDomain.reasoning
  let form = AnswerForm.number

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let count = [2, 3, 3, 4, 4][level - 1]
    // Every variable occurs, some of them again.
    let mentioned = Array(0..<count) + (0..<level).map { _ in choices.integer(below: count) }
    let formula = Formula(leaves: choices.shuffled(mentioned)[...], &choices)
    let names = (0..<count).map(Formula.name)
    let rows = (0..<(1 << count)).filter { formula.value($0) }
    let steps = rows.map { row in
      let values = (0..<count).map { "\(names[$0])=\(row >> $0 & 1)" }
      return "True for \(values.joined(separator: " "))"
    }
    return TaskItem(
      prompt: "How many of the \(1 << count) assignments of true and false to "
        + "\(names.joined(separator: ", ")) make this true: \(formula.text)?",
      answer: "\(rows.count)", steps: steps.isEmpty ? ["It is never true."] : steps)
  }
}
