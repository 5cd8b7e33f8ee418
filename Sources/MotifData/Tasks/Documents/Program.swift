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
