/// A number that is added to, subtracted from and multiplied, step by step.
///
/// Level n has n steps.
struct ChainFamily: SlotFamily {
  let name = "chain"
  let levels = 1...6
  let domain = TaskDomain.mathematics
  let form = AnswerForm.number
  let hasKnownEntropy = true

  func operand(_ choices: inout Choices, level: Int) -> Operand {
    Operand(choices.integer(in: 0...99))
  }

  func make(_ choices: inout Choices, level: Int, operand: Operand) -> TaskItem {
    var value = operand.value
    var prompt = "Start with \(operand.shown)."
    var steps: [String] = []
    steps.reserveCapacity(level)
    for _ in 0..<level {
      let before = value
      switch choices.integer(below: 3) {
      case 0:
        let other = choices.integer(in: 2...50)
        value += other
        prompt += " Add \(other)."
        steps.append("\(before) + \(other) = \(value)")
      case 1:
        let other = choices.integer(in: 2...50)
        value -= other
        prompt += " Subtract \(other)."
        steps.append("\(before) - \(other) = \(value)")
      default:
        let other = choices.integer(in: 2...9)
        value *= other
        prompt += " Multiply by \(other)."
        steps.append("\(before) * \(other) = \(value)")
      }
    }
    return TaskItem(prompt: prompt + " What is the result?", answer: "\(value)", steps: steps)
  }
}
