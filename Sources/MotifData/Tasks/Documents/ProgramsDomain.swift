/// Small programs with the output that running them gives.
///
/// The output is made by interpreting the program. About a tenth of the programs, by the hash of
/// their text, never occur in training and are the evaluation items.
public struct ProgramsDomain: EvaluatedDomain {
  /// `programs`.
  public let name = "programs"

  /// The domain.
  public init() {}

  /// Two programs with their outputs.
  public func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = Choices(domain: name, index: index, seed: seed)
    var text = ""
    for _ in 0..<2 {
      let program = choices.draw(acceptedShare: 1 - HeldOut.share, Self.program) {
        !HeldOut.contains($0.source)
      }
      text += program.source + Self.mark + program.output + "\n"
    }
    return SyntheticDocument(text: text, entropyBits: choices.bits)
  }

  /// A held-out program; the answer is its output and the end of the line.
  public func item(index: Int, seed: UInt64) -> EvaluationItem {
    var choices = Choices(domain: "\(name).item", index: index, seed: seed)
    let program = choices.draw(acceptedShare: HeldOut.share, Self.program) {
      HeldOut.contains($0.source)
    }
    return EvaluationItem(prompt: program.source + Self.mark, answer: program.output + "\n")
  }

  private static let mark = "# output: "

  private static func program(_ choices: inout Choices) -> Program {
    var first = "a"
    var second = "b"
    if choices.integer(below: 2) == 1 { (first, second) = ("x", "y") }
    let start: [Statement] = [
      .assign(first, .number(choices.integer(in: 1...9))),
      .assign(second, .number(choices.integer(in: 1...9))),
    ]
    let body: [Statement]
    switch choices.integer(below: 4) {
    case 0: body = [change(first, second, &choices)]
    case 1: body = [change(first, second, &choices), change(second, first, &choices)]
    case 2:
      body = [.loop(choices.integer(in: 2...4), [.assign(first, .sum(first, .variable(second)))])]
    default:
      body = [
        .condition(
          first, choices.integer(in: 2...8), [change(first, second, &choices)],
          [change(second, first, &choices)])
      ]
    }
    let shown = choices.integer(below: 3)
    let prints: [Statement] =
      (shown != 1 ? [.print(first)] : []) + (shown != 0 ? [.print(second)] : [])
    return Program(statements: start + body + prints)
  }

  /// `name = name + other`, `name = name + 3` or `name = name * 2`.
  private static func change(
    _ name: String, _ other: String, _ choices: inout Choices
  ) -> Statement {
    switch choices.integer(below: 3) {
    case 0: .assign(name, .sum(name, .variable(other)))
    case 1: .assign(name, .sum(name, .number(choices.integer(in: 1...9))))
    default: .assign(name, .product(name, .number(choices.integer(in: 2...3))))
    }
  }
}
