/// Whether a statement about kinds follows from others.
///
/// Level n has 1 + n premises about 2 + n kinds.
struct SyllogismFamily: TaskFamily {
  let name = "syllogism"
  let levels = 1...5
  let domain = TaskDomain.reasoning
  let form = AnswerForm.word(["yes", "no"])

  private static let kinds = [
    "wugs", "blips", "daxes", "lorps", "zents", "mips", "fendles", "gorps", "tolks", "rimes",
    "quems", "pliffs",
  ]

  /// Sets of types of things; type i is of the kinds whose bits i has.
  private typealias Types = UInt128
  /// The types that are of each kind.
  private static let types: [Types] = (0..<7).map { kind in
    (0..<128).reduce(0) { $1 >> kind & 1 == 1 ? $0 | 1 << Types($1) : $0 }
  }

  /// "All a are b", or "No a are b".
  private struct Statement {
    let first: Int
    let second: Int
    let isUniversal: Bool

    init(_ choices: inout Choices, kinds: Int) {
      let pair = choices.distinct(2, of: Array(0..<kinds))
      (first, second) = (pair[0], pair[1])
      isUniversal = choices.integer(below: 4) > 0
    }

    /// The types of which there may be things.
    var allowed: Types {
      let (a, b) = (SyllogismFamily.types[first], SyllogismFamily.types[second])
      return isUniversal ? ~a | b : ~(a & b)
    }

    func text(_ names: [String]) -> String {
      "\(isUniversal ? "All" : "No") \(names[first]) are \(names[second])"
    }
  }

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let count = 2 + level
    let names = choices.distinct(count, of: Self.kinds)
    let wanted = choices.coin()
    var premises: [Statement] = []
    var question = Statement(&choices, kinds: count)
    var types = Types.max
    // Half of the questions follow; a set of premises that gives no such question is drawn anew.
    for _ in 0..<64 {
      premises = Self.premises(&choices, count: level + 1, kinds: count)
      types = premises.reduce(.max) { $0 & $1.allowed }
      question = Statement(&choices, kinds: count)
      let isTold = premises.contains { premise in
        premise.allowed == question.allowed
      }
      if !isTold, (types & ~question.allowed == 0) == wanted { break }
    }
    let against = types & ~question.allowed
    // The first type that speaks against it.
    let counterexample = against == 0 ? nil : against.trailingZeroBitCount
    let kinds = (0..<count).filter { (counterexample ?? 0) >> $0 & 1 == 1 }.map { names[$0] }
    let others = kinds.filter { $0 != names[question.first] }
    let step =
      counterexample == nil
      ? "Nothing that the statements allow is against it."
      : "There may be one of the \(names[question.first]) that is "
        + (others.isEmpty ? "nothing else." : "also one of the \(others.joined(separator: ", ")).")
    return TaskItem(
      prompt: premises.map { $0.text(names) + "." }.joined(separator: " ")
        + " Does it follow that \(question.text(names).prefix(1).lowercased())"
        + "\(question.text(names).dropFirst())? Answer yes or no.",
      answer: counterexample == nil ? "yes" : "no", steps: [step])
  }

  /// Premises under which every kind may have members.
  private static func premises(
    _ choices: inout Choices, count: Int, kinds: Int
  ) -> [Statement] {
    var premises: [Statement] = []
    var types = Types.max
    for _ in 0..<(8 * count) where premises.count < count {
      let next = Statement(&choices, kinds: kinds)
      let rest = types & next.allowed
      let isNew = !premises.contains { ($0.first, $0.second) == (next.first, next.second) }
      if isNew, Self.types.prefix(kinds).allSatisfy({ rest & $0 != 0 }) {
        premises.append(next)
        types = rest
      }
    }
    return premises
  }
}
