/// Small programs and what they print; the output comes from running them.
///
/// One program in ten, by the hash of its text, never occurs in a document; items ask only those.
struct ProgramDomain: SyntheticDomain {
  let name = "programs"

  func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = choices(index, seed)
    let text = (0..<3).map { _ in
      let program = program(&choices, heldOut: false)
      return "\(program.source)# prints\(program.output)\n"
    }
    return SyntheticDocument(text: text.joined(separator: "\n"), entropyBits: choices.bits)
  }

  func item(index: Int, seed: UInt64) -> SyntheticItem? {
    var choices = choices(index, seed, "item")
    let program = program(&choices, heldOut: true)
    return SyntheticItem(prompt: program.source + "# prints", answer: program.output)
  }

  /// A program on the wanted side of the hold-out; redraws count as choices, so that the entropy
  /// stays an upper bound.
  private func program(_ choices: inout Choices, heldOut: Bool) -> TinyProgram {
    while true {
      let program = TinyProgram(&choices)
      if SyntheticDomains.isHeldOut(program.source) == heldOut { return program }
    }
  }
}

/// Assignments, one loop at most, one print: a subset of Python.
struct TinyProgram {
  private enum Operand {
    case number(Int)
    case variable(String)

    var text: String {
      switch self {
      case .number(let value): "\(value)"
      case .variable(let name): name
      }
    }
  }

  private indirect enum Statement {
    case assign(String, Operand)
    case update(String, String, Character, Operand)
    case loop(times: Int, Statement)
  }

  private let statements: [Statement]
  private let printed: String

  init(_ choices: inout Choices) {
    let first = choices.pick(["a", "x", "n"])
    let second = choices.pick(["b", "y", "m"])
    var statements: [Statement] = [.assign(first, .number(choices.integer(in: 0...9)))]
    let sign = choices.pick([Character("+"), "-"])
    let step = Statement.update(first, first, sign, .number(choices.integer(in: 1...5)))
    switch choices.integer(below: 3) {
    case 0:
      statements.append(step)
      printed = first
    case 1:
      statements.append(.loop(times: choices.integer(in: 2...4), step))
      printed = first
    default:
      statements.append(.update(second, first, sign, .number(choices.integer(in: 1...9))))
      printed = choices.pick([first, second])
    }
    self.statements = statements
  }

  /// The program's text.
  var source: String {
    statements.map { Self.text($0, indent: "") }.joined() + "print(\(printed))\n"
  }

  /// What it prints, after a space.
  var output: String {
    var memory: [String: Int] = [:]
    for statement in statements { Self.run(statement, &memory) }
    return " \(memory[printed] ?? 0)"
  }

  private static func text(_ statement: Statement, indent: String) -> String {
    switch statement {
    case .assign(let name, let value): "\(indent)\(name) = \(value.text)\n"
    case .update(let name, let left, let sign, let right):
      "\(indent)\(name) = \(left) \(sign) \(right.text)\n"
    case .loop(let times, let body):
      "\(indent)for i in range(\(times)):\n" + text(body, indent: indent + "  ")
    }
  }

  private static func run(_ statement: Statement, _ memory: inout [String: Int]) {
    func value(_ operand: Operand) -> Int {
      switch operand {
      case .number(let number): number
      case .variable(let name): memory[name] ?? 0
      }
    }
    switch statement {
    case .assign(let name, let operand): memory[name] = value(operand)
    case .update(let name, let left, let sign, let right):
      let start = memory[left] ?? 0
      memory[name] = sign == "+" ? start + value(right) : start - value(right)
    case .loop(let times, let body): for _ in 0..<times { run(body, &memory) }
    }
  }
}
