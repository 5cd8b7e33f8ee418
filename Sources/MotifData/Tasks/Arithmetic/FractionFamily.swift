/// Sums, products and quotients of fractions.
///
/// Levels: 1 a common denominator, 2 sums and differences, 3 products, 4 quotients, 5 three terms.
struct FractionFamily: TaskFamily {
  let name = "fractions"
  let levels = 1...5
  let domain = TaskDomain.mathematics
  let form = AnswerForm.number
  let hasKnownEntropy = true

  /// A fraction as the prompt writes it, not in lowest terms.
  private struct Shown {
    let numerator: Int
    let denominator: Int
    var text: String { "\(numerator)/\(denominator)" }
    var value: Rational { Rational(numerator, denominator) }

    init(_ choices: inout Choices, denominator: Int? = nil) {
      numerator = choices.integer(in: 1...12)
      self.denominator = denominator ?? choices.integer(in: 2...12)
    }
  }

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let first = Shown(&choices)
    var prompt = first.text
    var value = first.value
    var steps: [String] = []
    for _ in 0..<(level == 5 ? 2 : 1) {
      let other = Shown(&choices, denominator: level == 1 ? first.denominator : nil)
      let sign = Self.sign(&choices, level: level)
      let result = Self.apply(sign, value, other.value)
      steps.append("\(value.text) \(sign) \(other.value.text) = \(result.text)")
      value = result
      prompt = (steps.count > 1 ? "(\(prompt))" : prompt) + " \(sign) \(other.text)"
    }
    return TaskItem(
      prompt: "What is \(prompt)? Give a whole number or a fraction.", answer: value.text,
      steps: steps)
  }

  private static func sign(_ choices: inout Choices, level: Int) -> String {
    switch level {
    case 1, 2: choices.coin() ? "+" : "-"
    case 3: "*"
    case 4: ":"
    default: choices.pick(["+", "-", "*", ":"])
    }
  }

  private static func apply(_ sign: String, _ a: Rational, _ b: Rational) -> Rational {
    switch sign {
    case "+": a + b
    case "-": a - b
    case "*": a * b
    default: a / b
    }
  }
}
