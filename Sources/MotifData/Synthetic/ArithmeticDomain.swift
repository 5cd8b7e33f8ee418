/// Sums, differences and products, and word problems with their step written out.
///
/// One problem in ten, by the hash of its text, never occurs in a document; items ask only those.
struct ArithmeticDomain: SyntheticDomain {
  let name = "arithmetic"

  private struct Problem {
    let left: Int
    let sign: Character
    let right: Int

    var question: String { "\(left)\(sign)\(right)=" }
    var answer: Int {
      switch sign {
      case "+": left + right
      case "-": left - right
      default: left * right
      }
    }
    var line: String { "\(question)\(answer)." }
  }

  private static let problems: [[Problem]] = [
    pairs(0...49).map { Problem(left: $0, sign: "+", right: $1) },
    pairs(0...49).filter { $0 >= $1 }.map { Problem(left: $0, sign: "-", right: $1) },
    pairs(0...9).map { Problem(left: $0, sign: "*", right: $1) },
  ]

  private static let trained = problems.map { kind in
    kind.filter { !SyntheticDomains.isHeldOut($0.question) }
  }

  private static let heldOut = problems.map { kind in
    kind.filter { SyntheticDomains.isHeldOut($0.question) }
  }

  private static func pairs(_ range: ClosedRange<Int>) -> [(Int, Int)] {
    range.flatMap { left in range.map { (left, $0) } }
  }

  func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = choices(index, seed)
    var lines: [String] = []
    for _ in 0..<9 {
      let kind = choices.pick([0, 0, 1, 2])
      lines.append(choices.pick(Self.trained[kind]).line)
    }
    lines.append(wordProblem(&choices))
    return SyntheticDocument(
      text: lines.joined(separator: "\n") + "\n", entropyBits: choices.bits)
  }

  func item(index: Int, seed: UInt64) -> SyntheticItem? {
    var choices = choices(index, seed, "item")
    let problem = choices.pick(Self.heldOut[choices.pick([0, 0, 1, 2])])
    return SyntheticItem(prompt: problem.question, answer: "\(problem.answer)")
  }

  private static let people = [("Mia", "She"), ("Ben", "He"), ("Anna", "She"), ("Tom", "He")]
  private static let things = ["apples", "books", "coins", "shells"]

  private func wordProblem(_ choices: inout Choices) -> String {
    let person = choices.pick(Self.people)
    let thing = choices.pick(Self.things)
    let gains = choices.integer(below: 2) == 0
    let problem = choices.pick(Self.trained[gains ? 0 : 1])
    let action = gains ? "gets \(problem.right) more" : "gives away \(problem.right)"
    return "\(person.0) has \(problem.left) \(thing) and \(action). \(problem.line) "
      + "\(person.1) has \(problem.answer) \(thing)."
  }
}
