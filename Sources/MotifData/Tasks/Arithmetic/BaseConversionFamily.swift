/// Numbers written in another base.
///
/// Levels: 1 bases 2 to 4, 2 larger numbers, 3 bases up to 9, 4 base 16 too, 5 numbers of four digits.
struct BaseConversionFamily: SlotFamily {
  let name = "baseConversion"
  let levels = 1...5
  let domain = TaskDomain.mathematics
  let form = AnswerForm.literal
  let hasKnownEntropy = true

  private static let bases = [[2, 3, 4], [2, 3, 4], [2, 3, 5, 7, 8, 9], [3, 7, 8, 12, 16]]
  private static let largest = [150, 500, 500, 1000, 9999]

  func operand(_ choices: inout Choices, level: Int) -> Operand {
    Operand(choices.integer(in: 1...Self.largest[level - 1]))
  }

  func make(_ choices: inout Choices, level: Int, operand: Operand) -> TaskItem {
    let base = choices.pick(Self.bases[min(level, Self.bases.count) - 1])
    var steps: [String] = []
    var rest = abs(operand.value)
    while rest >= base {
      steps.append("\(rest) = \(rest / base) * \(base) + \(rest % base)")
      rest /= base
    }
    steps.append("The first digit is \(String(rest, radix: base)).")
    let hint = base > 10 ? " Digits above 9 are letters from a on." : ""
    return TaskItem(
      prompt: "Write \(operand.shown) in base \(base).\(hint)",
      answer: String(operand.value, radix: base), steps: steps)
  }
}
