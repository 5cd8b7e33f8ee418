/// The next number of a sequence whose rule has to be found.
///
/// Levels: 1 a constant difference, 2 a constant factor, 3 a difference that grows evenly, 4 each the
/// sum of the two before, 5 two sequences in turn.
struct SequenceFamily: TaskFamily {
  let name = "sequence"
  let levels = 1...5
  let domain = TaskDomain.mathematics
  let form = AnswerForm.number
  let hasKnownEntropy = true

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let (numbers, rule) = Self.numbers(&choices, level: level)
    let shown = numbers.dropLast().map { "\($0)" }.joined(separator: ", ")
    return TaskItem(
      prompt: "What comes next: \(shown), ...?", answer: "\(numbers[numbers.count - 1])",
      steps: [rule])
  }

  /// The numbers with the one that is asked for.
  private static func numbers(_ choices: inout Choices, level: Int) -> ([Int], String) {
    switch level {
    case 1:
      let (start, step) = (choices.integer(in: -20...80), choices.integer(in: 2...25))
      let signed = choices.coin() ? step : -step
      return ((0..<6).map { start + $0 * signed }, "Each number is the one before plus \(signed).")
    case 2:
      let (start, factor) = (choices.integer(in: 1...60), choices.integer(in: 2...6))
      let numbers = (0..<5).map { place in (0..<place).reduce(start) { value, _ in value * factor }
      }
      return (numbers, "Each number is the one before times \(factor).")
    case 3:
      let (start, step) = (choices.integer(in: 0...40), choices.integer(in: 1...20))
      let growth = choices.integer(in: 1...9)
      let numbers = (0..<6).map { start + $0 * step + growth * $0 * ($0 - 1) / 2 }
      return (numbers, "The differences start with \(step) and grow by \(growth).")
    case 4:
      var numbers = [choices.integer(in: 1...30), choices.integer(in: 1...30)]
      while numbers.count < 8 {
        numbers.append(numbers[numbers.count - 1] + numbers[numbers.count - 2])
      }
      return (numbers, "Each number is the sum of the two before.")
    default:
      let starts = [choices.integer(in: 1...50), choices.integer(in: 1...50)]
      let steps = [choices.integer(in: 1...12), choices.integer(in: 1...12)]
      let numbers = (0..<9).map { starts[$0 % 2] + $0 / 2 * steps[$0 % 2] }
      return (numbers, "Two sequences take turns: plus \(steps[0]), and plus \(steps[1]).")
    }
  }
}
