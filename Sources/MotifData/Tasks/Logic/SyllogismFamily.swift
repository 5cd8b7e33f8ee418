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

    /// Whether a thing may exist that is of the kinds whose bits `type` has.
    func allows(_ type: Int) -> Bool {
      type >> first & 1 == 0 || (type >> second & 1 == 1) == isUniversal
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
    var types: [Int] = []
    // Half of the questions follow; a set of premises that gives no such question is drawn anew.
    for _ in 0..<64 {
      premises = Self.premises(&choices, count: level + 1, kinds: count)
      types = (0..<(1 << count)).filter { type in premises.allSatisfy { $0.allows(type) } }
      question = Statement(&choices, kinds: count)
      let isTold = premises.contains { $0.text(names) == question.text(names) }
      if !isTold, types.allSatisfy(question.allows) == wanted { break }
    }
    let counterexample = types.first { !question.allows($0) }
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
    for _ in 0..<(8 * count) where premises.count < count {
      let next = Statement(&choices, kinds: kinds)
      let all = premises + [next]
      let types = (0..<(1 << kinds)).filter { type in all.allSatisfy { $0.allows(type) } }
      let members = types.reduce(0, |)
      let isNew = !premises.contains { ($0.first, $0.second) == (next.first, next.second) }
      if isNew, members == (1 << kinds) - 1 { premises = all }
    }
    return premises
  }
}
