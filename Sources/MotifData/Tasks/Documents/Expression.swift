/// A value in the tiny language.
indirect enum Expression: Sendable, Equatable {
  case number(Int)
  case variable(String)
  case sum(String, Expression)
  case product(String, Expression)

  var source: String {
    switch self {
    case .number(let value): "\(value)"
    case .variable(let name): name
    case .sum(let name, let other): "\(name) + \(other.source)"
    case .product(let name, let other): "\(name) * \(other.source)"
    }
  }

  func value(_ variables: [String: Int]) -> Int {
    switch self {
    case .number(let value): value
    case .variable(let name): variables[name] ?? 0
    case .sum(let name, let other): (variables[name] ?? 0) + other.value(variables)
    case .product(let name, let other): (variables[name] ?? 0) * other.value(variables)
    }
  }
}
