/// The only assignment that satisfies some clauses.
///
/// Level n has 2 + n variables.
struct SatisfiabilityFamily: TaskFamily {
  let name = "satisfiability"
  let levels = 1...4
  let domain = TaskDomain.reasoning
  let form = AnswerForm.sequence

  /// Variables of which one at least must have the value beside it.
  private typealias Clause = [(variable: Int, value: Bool)]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let count = 2 + level
    let hidden = choices.integer(below: 1 << count)
    var left = Array(0..<(1 << count))
    var clauses: [Clause] = []
    var steps: [String] = []
    while left.count > 1 {
      let clause = Self.clause(&choices, count, hidden)
      let rest = left.filter { Self.holds(clause, $0) }
      // A clause that excludes nothing is not told.
      guard rest.count < left.count else { continue }
      left = rest
      clauses.append(clause)
    }
    for clause in clauses {
      let reason = clause.first { (hidden >> $0.variable & 1 == 1) == $0.value }
      steps.append("\(Self.text(clause)): holds by \(reason.map { Self.text([$0]) } ?? "")")
    }
    let names = (0..<count).map(Formula.name).joined(separator: ", ")
    let list = clauses.map { "(\(Self.text($0)))" }.joined(separator: " and ")
    return TaskItem(
      prompt:
        "Exactly one assignment makes this true: \(list). Give the values of \(names) as T or "
        + "F in this order.",
      answer: (0..<count).map { hidden >> $0 & 1 == 1 ? "T" : "F" }.joined(separator: " "),
      steps: steps)
  }

  /// Two or three variables, one of which has its hidden value.
  private static func clause(_ choices: inout Choices, _ count: Int, _ hidden: Int) -> Clause {
    let variables = choices.distinct(choices.integer(in: 2...3), of: Array(0..<count))
    let kept = choices.integer(below: variables.count)
    return variables.enumerated().map { place, variable in
      let value = hidden >> variable & 1 == 1
      return (variable, place == kept || choices.coin() ? value : !value)
    }
  }

  private static func holds(_ clause: Clause, _ assignment: Int) -> Bool {
    clause.contains { (assignment >> $0.variable & 1 == 1) == $0.value }
  }

  private static func text(_ clause: Clause) -> String {
    clause.map { ($0.value ? "" : "not ") + Formula.name($0.variable) }.joined(separator: " or ")
  }
}
