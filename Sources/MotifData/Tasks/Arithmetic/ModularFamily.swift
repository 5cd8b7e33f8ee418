/// Remainders of sums, products and powers.
///
/// Levels: 1 a number, 2 a sum, 3 a product and a sum, 4 powers up to 9, 5 powers up to 99.
struct ModularFamily: SlotFamily {
  let name = "modular"
  let levels = 1...5
  let domain = TaskDomain.mathematics
  let form = AnswerForm.number
  let hasKnownEntropy = true

  func operand(_ choices: inout Choices, level: Int) -> Operand {
    Operand(choices.integer(in: 2...(level == 1 ? 300 : 99)))
  }

  func make(_ choices: inout Choices, level: Int, operand: Operand) -> TaskItem {
    let modulus = choices.integer(in: 3...(level < 3 ? 12 : 29))
    let start = Self.remainder(operand.value, modulus)
    var steps = ["\(operand.value) leaves \(start) when divided by \(modulus)"]
    let expression: String
    var value = start
    switch level {
    case 1: expression = operand.shown
    case 2:
      let other = choices.integer(in: 2...99)
      value = Self.remainder(start + other, modulus)
      expression = "\(operand.shown) + \(other)"
      steps.append("\(start) + \(other) leaves \(value)")
    case 3:
      let (factor, other) = (choices.integer(in: 2...99), choices.integer(in: 2...99))
      let product = Self.remainder(start * factor, modulus)
      value = Self.remainder(product + other, modulus)
      expression = "\(operand.shown) * \(factor) + \(other)"
      steps += ["\(start) * \(factor) leaves \(product)", "\(product) + \(other) leaves \(value)"]
    default:
      let exponent = choices.integer(in: 2...(level == 4 ? 9 : 99))
      value = Self.power(start, exponent, modulus, &steps)
      expression = "\(operand.shown)^\(exponent)"
    }
    return TaskItem(
      prompt: "What remainder from 0 to \(modulus - 1) does \(expression) leave when divided by "
        + "\(modulus)?",
      answer: "\(value)", steps: steps)
  }

  private static func remainder(_ value: Int, _ modulus: Int) -> Int {
    let rest = value % modulus
    return rest < 0 ? rest + modulus : rest
  }

  /// By squaring: the bits of the exponent from the highest on.
  private static func power(
    _ base: Int, _ exponent: Int, _ modulus: Int, _ steps: inout [String]
  ) -> Int {
    var (value, done) = (base, 1)
    for bit in String(exponent, radix: 2).dropFirst() {
      value = remainder(value * value, modulus)
      done *= 2
      if bit == "1" {
        value = remainder(value * base, modulus)
        done += 1
      }
      steps.append("power \(done) leaves \(value)")
    }
    return value
  }
}
