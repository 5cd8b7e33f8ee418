/// The value of a polynomial at a whole number.
///
/// The level is the degree.
struct PolynomialFamily: SlotFamily {
  let name = "polynomial"
  let levels = 1...4
  let domain = TaskDomain.mathematics
  let form = AnswerForm.number
  let hasKnownEntropy = true

  func operand(_ choices: inout Choices, level: Int) -> Operand {
    Operand(choices.integer(in: -9...9))
  }

  func make(_ choices: inout Choices, level: Int, operand: Operand) -> TaskItem {
    let coefficients = (0...level).map { _ in
      let size = choices.integer(in: 1...9)
      return choices.coin() ? size : -size
    }
    var steps: [String] = []
    var text = ""
    var value = 0
    // Horner's rule from the highest power on.
    for degree in (0...level).reversed() {
      let coefficient = coefficients[degree]
      let before = value
      value = value * operand.value + coefficient
      if degree < level {
        steps.append("\(before) * \(operand.value) + \(coefficient) = \(value)")
      }
      let sign = coefficient < 0 ? "-" : "+"
      text += text.isEmpty ? (coefficient < 0 ? "-" : "") : " \(sign) "
      text += Self.term(abs(coefficient), degree)
    }
    return TaskItem(
      prompt: "Let p(x) = \(text). What is p(\(operand.shown))?", answer: "\(value)", steps: steps)
  }

  private static func term(_ coefficient: Int, _ degree: Int) -> String {
    let power = degree == 0 ? "" : degree == 1 ? "x" : "x^\(degree)"
    return coefficient == 1 && degree > 0 ? power : "\(coefficient)\(power)"
  }
}
