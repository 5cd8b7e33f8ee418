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

/// A statement of the tiny language, written as in Python.
indirect enum Statement: Sendable, Equatable {
  case assign(String, Expression)
  /// `for i in range(n):`.
  case loop(Int, [Statement])
  /// `if name > n:` with an `else:`.
  case condition(String, Int, [Statement], [Statement])
  case print(String)

  func source(indent: String = "") -> String {
    func block(_ body: [Statement]) -> String {
      body.map { $0.source(indent: indent + "  ") }.joined()
    }
    return switch self {
    case .assign(let name, let expression): "\(indent)\(name) = \(expression.source)\n"
    case .loop(let count, let body): "\(indent)for i in range(\(count)):\n\(block(body))"
    case .condition(let name, let bound, let yes, let no):
      "\(indent)if \(name) > \(bound):\n\(block(yes))\(indent)else:\n\(block(no))"
    case .print(let name): "\(indent)print(\(name))\n"
    }
  }
}

/// A program of the tiny language and what it prints, numbers separated by spaces.
struct Program: Sendable, Equatable {
  let statements: [Statement]

  var source: String { statements.map { $0.source() }.joined() }

  var output: String {
    var variables: [String: Int] = [:]
    var printed: [String] = []
    Self.run(statements, &variables, &printed)
    return printed.joined(separator: " ")
  }

  private static func run(
    _ statements: [Statement], _ variables: inout [String: Int], _ printed: inout [String]
  ) {
    for statement in statements {
      switch statement {
      case .assign(let name, let expression): variables[name] = expression.value(variables)
      case .loop(let count, let body):
        for _ in 0..<count { run(body, &variables, &printed) }
      case .condition(let name, let bound, let yes, let no):
        run((variables[name] ?? 0) > bound ? yes : no, &variables, &printed)
      case .print(let name): printed.append("\(variables[name] ?? 0)")
      }
    }
  }
}
