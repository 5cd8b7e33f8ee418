/// A family whose tasks start from a number, which may be the answer of another task.
protocol SlotFamily: TaskFamily {
  /// The number that a task of its own starts from.
  func operand(_ choices: inout Choices, level: Int) -> Operand
  /// A task that starts from `operand`, whatever its value.
  func make(_ choices: inout Choices, level: Int, operand: Operand) -> TaskItem
}

extension SlotFamily {
  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let operand = operand(&choices, level: level)
    return make(&choices, level: level, operand: operand)
  }
}

/// A number and how the prompt shows it.
struct Operand {
  let value: Int
  let shown: String

  /// A number that the prompt shows as it is.
  init(_ value: Int) { self.init(value, shown: "\(value)") }

  /// A number that the prompt calls `shown`.
  init(_ value: Int, shown: String) {
    self.value = value
    self.shown = shown
  }
}
