/// Atoms and masses of molecules, read off their formulas.
///
/// Levels: 1 atoms of a formula, 2 its mass, 3 atoms of several molecules, 4 the mass of several.
struct MoleculeFamily: TaskFamily {
  let name = "molecules"
  let levels = 1...4
  let domain = TaskDomain.science
  let form = AnswerForm.number

  /// Symbols with whole atomic masses.
  private static let elements = [
    (symbol: "H", mass: 1), (symbol: "C", mass: 12), (symbol: "N", mass: 14),
    (symbol: "O", mass: 16), (symbol: "Na", mass: 23), (symbol: "Mg", mass: 24),
    (symbol: "S", mass: 32), (symbol: "K", mass: 39), (symbol: "Ca", mass: 40),
  ]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let parts = choices.distinct(choices.integer(in: 2...3), of: Self.elements).map {
      (element: $0, count: choices.integer(in: 1...6))
    }
    // From level 2 on the last two may stand in brackets.
    let repeats = level > 1 && choices.coin() ? choices.integer(in: 2...3) : 1
    let molecules = level > 2 ? choices.integer(in: 2...9) : 1
    var formula = ""
    var steps: [String] = []
    var (atoms, mass) = (0, 0)
    for (place, part) in parts.enumerated() {
      let isRepeated = repeats > 1 && place >= parts.count - 2
      if isRepeated, place == max(0, parts.count - 2) { formula += "(" }
      formula += part.element.symbol + (part.count == 1 ? "" : "\(part.count)")
      let count = part.count * (isRepeated ? repeats : 1)
      atoms += count
      mass += count * part.element.mass
      steps.append(
        "\(part.element.symbol): \(count)"
          + (level % 2 == 1 ? "" : " * \(part.element.mass) = \(count * part.element.mass)"))
    }
    if repeats > 1 { formula += ")\(repeats)" }
    let one = level % 2 == 1 ? atoms : mass
    if molecules > 1 { steps.append("\(molecules) * \(one) = \(molecules * one)") }
    let subject = molecules == 1 ? "a molecule" : "\(molecules) molecules"
    let masses = parts.map { "\($0.element.symbol) \($0.element.mass)" }.joined(separator: ", ")
    return TaskItem(
      prompt: level % 2 == 1
        ? "How many atoms are in \(subject) \(formula)?"
        : "The atomic masses are \(masses). What is the mass of \(subject) \(formula)?",
      answer: "\(molecules * one)", steps: steps)
  }
}
