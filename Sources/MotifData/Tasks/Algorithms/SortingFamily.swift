/// Numbers put into order, or moved by a permutation.
///
/// Levels: 1 four numbers, 2 six, 3 eight in falling order, 4 ten by their last digits, 5 a permutation.
struct SortingFamily: TaskFamily {
  let name = "sorting"
  let levels = 1...5
  let domain = TaskDomain.code
  let form = AnswerForm.sequence
  let hasKnownEntropy = true

  private static let numbers = Array(10...99)
  private static let letters = ["a", "b", "c", "d", "e", "f", "g"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    if level == 5 { return Self.permuted(&choices) }
    let list = choices.distinct(2 + 2 * level, of: Self.numbers)
    let (order, sorted): (String, [Int]) =
      switch level {
      case 3: ("from the largest to the smallest", list.sorted(by: >))
      case 4:
        (
          "by the last digit, equal last digits by size",
          list.sorted { ($0 % 10, $0) < ($1 % 10, $1) }
        )
      default: ("from the smallest to the largest", list.sorted())
      }
    let middle = sorted.prefix(sorted.count / 2)
    return TaskItem(
      prompt: "Sort \(Self.text(list)) \(order).", answer: Self.text(sorted),
      steps: [
        "First come \(Self.text(Array(middle))).",
        "Then come \(Self.text(Array(sorted.dropFirst(middle.count)))).",
      ])
  }

  /// The element at place i moves to place p(i), twice.
  private static func permuted(_ choices: inout Choices) -> TaskItem {
    let list = choices.shuffled(letters)
    let places = choices.shuffled(Array(0..<list.count))
    var rows = [list]
    for _ in 0..<2 {
      var next = rows[rows.count - 1]
      for (place, target) in places.enumerated() { next[target] = rows[rows.count - 1][place] }
      rows.append(next)
    }
    let moves = places.enumerated().map { "\($0 + 1) to \($1 + 1)" }.joined(separator: ", ")
    return TaskItem(
      prompt: "The letters \(list.joined(separator: " ")) move twice by these moves of places: "
        + "\(moves). What is their order then?",
      answer: rows[2].joined(separator: " "),
      steps: ["Once: \(rows[1].joined(separator: " "))"])
  }

  private static func text(_ list: [Int]) -> String {
    list.map { "\($0)" }.joined(separator: " ")
  }
}
