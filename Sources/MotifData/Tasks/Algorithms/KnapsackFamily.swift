/// The most valuable things that fit into a bag.
///
/// Level n has 2 + n things.
struct KnapsackFamily: TaskFamily {
  let name = "knapsack"
  let levels = 1...5
  let domain = TaskDomain.code
  let form = AnswerForm.number
  let hasKnownEntropy = true

  private static let things = ["book", "lamp", "ball", "cup", "hat", "bell", "drum"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let count = 2 + level
    let weights = (0..<count).map { _ in choices.integer(in: 1...9) }
    let values = (0..<count).map { _ in choices.integer(in: 1...20) }
    let total = weights.reduce(0, +)
    let limit = max(1, total / 2)
    let best = Self.best(weights, values, limit)
    let list = (0..<count).map {
      "\(Self.things[$0]) (weight \(weights[$0]), value \(values[$0]))"
    }
    let chosen = (0..<count).filter { best.chosen >> $0 & 1 == 1 }
    let weight = chosen.reduce(0) { $0 + weights[$1] }
    return TaskItem(
      prompt: "A bag carries a weight of \(limit). What is the largest total value that fits: "
        + "\(list.joined(separator: ", "))?",
      answer: "\(best.value)",
      steps: chosen.isEmpty
        ? ["Nothing fits."]
        : ["Take \(chosen.map { Self.things[$0] }.joined(separator: ", ")): weight \(weight)"])
  }

  /// The first best set, as bits, by trying all.
  private static func best(
    _ weights: [Int], _ values: [Int], _ limit: Int
  ) -> (value: Int, chosen: Int) {
    var best = (value: 0, chosen: 0)
    for chosen in 1..<(1 << weights.count) {
      var (weight, value) = (0, 0)
      for place in weights.indices where chosen >> place & 1 == 1 {
        weight += weights[place]
        value += values[place]
      }
      if weight <= limit, value > best.value { best = (value, chosen) }
    }
    return best
  }
}
