/// A formula of propositional logic over variables that are called A, B, C and so on.
indirect enum Formula {
  case variable(Int)
  case negation(Formula)
  case both(Formula, Formula)
  case either(Formula, Formula)
  case implies(Formula, Formula)

  /// A formula that mentions `leaves` variables in this order.
  init(leaves: ArraySlice<Int>, _ choices: inout Choices) {
    guard leaves.count > 1 else {
      let variable = Formula.variable(leaves.first ?? 0)
      self = choices.integer(below: 3) == 0 ? .negation(variable) : variable
      return
    }
    let cut = leaves.startIndex + choices.integer(in: 1...(leaves.count - 1))
    let left = Formula(leaves: leaves[..<cut], &choices)
    let right = Formula(leaves: leaves[cut...], &choices)
    switch choices.integer(below: 3) {
    case 0: self = .both(left, right)
    case 1: self = .either(left, right)
    default: self = .implies(left, right)
    }
  }

  /// The name of a variable.
  static func name(_ variable: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "A") + UInt8(variable)))
  }

  /// The value where bit i of `assignment` is the value of variable i.
  func value(_ assignment: Int) -> Bool {
    switch self {
    case .variable(let index): assignment >> index & 1 == 1
    case .negation(let formula): !formula.value(assignment)
    case .both(let left, let right): left.value(assignment) && right.value(assignment)
    case .either(let left, let right): left.value(assignment) || right.value(assignment)
    case .implies(let left, let right): !left.value(assignment) || right.value(assignment)
    }
  }

  /// `A and (not B or C)`; brackets around every part of two.
  var text: String {
    switch self {
    case .variable(let index): Self.name(index)
    case .negation(let formula): "not \(formula.inner)"
    case .both(let left, let right): "\(left.inner) and \(right.inner)"
    case .either(let left, let right): "\(left.inner) or \(right.inner)"
    case .implies(let left, let right): "\(left.inner) implies \(right.inner)"
    }
  }

  private var inner: String {
    switch self {
    case .variable, .negation: text
    case .both, .either, .implies: "(\(text))"
    }
  }
}
