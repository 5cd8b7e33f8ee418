/// Small sums, differences and products, bare ("7+5=12.") or as word problems with the step worked.
///
/// A tenth of the expressions of every kind is held out: it occurs in no training document, neither
/// bare nor worked, and is what the evaluation items ask.
public struct ArithmeticDomain: EvaluatedDomain {
  /// `arithmetic`.
  public let name = "arithmetic"

  private struct Expression: Sendable {
    let left: Int
    let symbol: String
    let right: Int
    let value: Int
    var question: String { "\(left)\(symbol)\(right)=" }
    var text: String { "\(question)\(value)." }
  }

  /// Expressions of one kind, with the share of training lines they get.
  private struct Family: Sendable {
    let weight: Int
    let trained: [Expression]
    let heldOut: [Expression]

    init(_ weight: Int, _ expressions: [Expression]) {
      self.weight = weight
      trained = expressions.filter { !HeldOut.contains($0.question) }
      heldOut = expressions.filter { HeldOut.contains($0.question) }
    }
  }

  /// The domain.
  public init() {}

  private static let families: [Family] = {
    func table(
      _ left: ClosedRange<Int>, _ symbol: String, _ right: ClosedRange<Int>,
      _ value: (Int, Int) -> Int
    ) -> [Expression] {
      left.flatMap { a in
        right.map { Expression(left: a, symbol: symbol, right: $0, value: value(a, $0)) }
      }.filter { $0.value >= 0 }
    }
    return [
      Family(4, table(0...9, "+", 0...9, +)), Family(2, table(0...9, "-", 0...9, -)),
      Family(2, table(0...9, "*", 0...9, *)), Family(3, table(10...99, "+", 0...9, +)),
      Family(2, table(10...99, "-", 0...9, -)), Family(2, table(10...99, "+", 10...99, +)),
      Family(1, table(10...99, "-", 10...99, -)),
    ]
  }()

  /// Eight lines, a quarter of them word problems.
  public func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = Choices(domain: name, index: index, seed: seed)
    var text = ""
    for _ in 0..<8 {
      if choices.weighted([3, 1]) == 0 {
        let family = Self.families[choices.weighted(Self.families.map(\.weight))]
        text += choices.pick(family.trained).text + "\n"
      } else {
        let problem = Self.problem(&choices, Self.families.map(\.trained))
        text += problem.prompt + problem.answer + "\n"
      }
    }
    return SyntheticDocument(text: text, entropyBits: choices.bits)
  }

  /// A held-out expression; every fourth item is a word problem.
  public func item(index: Int, seed: UInt64) -> EvaluationItem {
    var choices = Choices(domain: "\(name).item", index: index, seed: seed)
    if index % 4 == 3 { return Self.problem(&choices, Self.families.map(\.heldOut)) }
    let family = Self.families[choices.weighted(Self.families.map(\.weight))]
    let expression = choices.pick(family.heldOut)
    return EvaluationItem(prompt: expression.question, answer: "\(expression.value).")
  }

  /// A word problem; the answer works the step before it tells the result.
  private static func problem(
    _ choices: inout Choices, _ expressions: [[Expression]]
  ) -> EvaluationItem {
    let person = choices.pick(Person.all)
    let thing = choices.pick(["apple", "book", "coin", "egg", "pen", "shell", "card", "cup"])
    func counted(_ count: Int) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
    let gains = choices.integer(below: 2) == 0
    let expression = choices.pick(expressions[gains ? 0 : 1])
    let verb = choices.pick(gains ? ["buys", "finds", "gets"] : ["gives away", "loses", "sells"])
    let more = gains ? "\(verb) \(expression.right) more" : "\(verb) \(expression.right)"
    return EvaluationItem(
      prompt: "\(person.name) has \(counted(expression.left)) and \(more).",
      answer: " \(expression.text) \(person.subject) has \(counted(expression.value)).")
  }
}
