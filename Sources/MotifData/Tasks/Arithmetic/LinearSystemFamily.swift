/// Linear equations with one whole solution.
///
/// Levels: 1 one unknown, 2 two, 3 two with larger coefficients, 4 three.
struct LinearSystemFamily: TaskFamily {
  let name = "linearSystem"
  let levels = 1...4
  let domain = TaskDomain.mathematics
  let form = AnswerForm.sequence

  private static let names = ["x", "y", "z"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let count = [1, 2, 2, 3][level - 1]
    let bound = level == 3 ? 9 : 5
    let solution = (0..<count).map { _ in choices.integer(in: -9...9) }
    // Row i knows the unknowns up to i, plus for two unknowns a multiple of the second row.
    var rows = (0..<count).map { row in
      (0..<count).map { $0 <= row ? Self.coefficient(&choices, bound) : 0 }
    }
    if count == 2 {
      let factor = Self.coefficient(&choices, 2)
      rows[0] = zip(rows[0], rows[1]).map { $0 + factor * $1 }
      if rows[0][0] == 0 { rows[0] = zip(rows[0], rows[1]).map { $0 + $1 } }
    }
    let equations = choices.shuffled(rows).map { row in
      let total = zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 }
      return "\(Self.text(row)) = \(total)"
    }
    let names = Self.names.prefix(count)
    let wanted = count == 1 ? "x" : "the values of \(names.joined(separator: ", ")) in this order"
    let steps = zip(names, solution).map { "\($0) = \($1) fits every equation" }
    return TaskItem(
      prompt: "Solve \(equations.joined(separator: "; ")). Give \(wanted).",
      answer: solution.map { "\($0)" }.joined(separator: " "),
      steps: steps)
  }

  private static func coefficient(_ choices: inout Choices, _ bound: Int) -> Int {
    let value = choices.integer(in: 1...bound)
    return choices.coin() ? value : -value
  }

  /// `2x - y`.
  private static func text(_ row: [Int]) -> String {
    var text = ""
    for (coefficient, name) in zip(row, names) where coefficient != 0 {
      let size = abs(coefficient) == 1 ? name : "\(abs(coefficient))\(name)"
      let sign = coefficient < 0 ? "-" : "+"
      text += text.isEmpty ? (coefficient < 0 ? "-\(size)" : size) : " \(sign) \(size)"
    }
    return text
  }
}
