/// Formulas of physics with numbers put in.
///
/// Levels: 1 a product, 2 a quotient, 3 a square, 4 two formulas in a row.
struct PhysicsFamily: TaskFamily {
  let name = "physics"
  let levels = 1...4
  let domain = TaskDomain.science
  let form = AnswerForm.number
  let hasKnownEntropy = true

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let (a, b) = (choices.integer(in: 2...30), choices.integer(in: 2...30))
    switch level {
    case 1:
      let law = choices.pick(Self.products)
      return TaskItem(
        prompt: law.text.replacing("{a}", with: "\(a)").replacing("{b}", with: "\(b)"),
        answer: "\(a * b)", steps: ["\(law.formula) = \(a) * \(b) = \(a * b)"])
    case 2:
      let law = choices.pick(Self.quotients)
      return TaskItem(
        prompt: law.text.replacing("{a}", with: "\(a * b)").replacing("{b}", with: "\(b)"),
        answer: "\(a)", steps: ["\(law.formula) = \(a * b) / \(b) = \(a)"])
    case 3:
      let energy = Rational(a * b * b, 2)
      return TaskItem(
        prompt: "A body of \(a) kg moves at \(b) m/s. What is its kinetic energy in joules?",
        answer: energy.text,
        steps: ["v^2 = \(b * b)", "m * v^2 / 2 = \(a) * \(b * b) / 2 = \(energy.text)"])
    default:
      let seconds = choices.integer(in: 2...20)
      let speed = a * seconds
      return TaskItem(
        prompt:
          "A body of \(b) kg starts at rest and gains \(a) m/s every second for \(seconds) s. "
          + "What is its momentum then in kg m/s?",
        answer: "\(b * speed)",
        steps: ["v = a * t = \(a) * \(seconds) = \(speed)", "p = m * v = \(b) * \(speed)"])
    }
  }

  private static let products = [
    (
      text: "A force gives {a} kg an acceleration of {b} m/s^2. How many newtons is it?",
      formula: "F = m * a"
    ),
    (
      text: "A current of {a} A flows through {b} ohms. What is the voltage in volts?",
      formula: "U = I * R"
    ),
    (
      text: "A force of {a} N acts along {b} m. What work does it do in joules?",
      formula: "W = F * s"
    ),
    (
      text: "A lamp of {a} W burns for {b} s. What energy does it use in joules?",
      formula: "E = P * t"
    ),
  ]
  private static let quotients = [
    (
      text: "A body of {a} g has a volume of {b} cm^3. What is its density in g/cm^3?",
      formula: "m / V"
    ),
    (text: "A body goes {a} m in {b} s. What is its speed in m/s?", formula: "s / t"),
    (
      text: "A force of {a} N presses on {b} m^2. What is the pressure in pascals?",
      formula: "F / A"
    ),
    (
      text: "A voltage of {a} V drives a current through {b} ohms. How many amperes?",
      formula: "U / R"
    ),
  ]
}
