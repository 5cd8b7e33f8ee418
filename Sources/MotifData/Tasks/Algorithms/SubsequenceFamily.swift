/// The length of the longest rising subsequence.
///
/// Level n has 3 + 2n numbers.
struct SubsequenceFamily: TaskFamily {
  let name = "subsequence"
  let levels = 1...5
  let domain = TaskDomain.code
  let form = AnswerForm.number
  let hasKnownEntropy = true

  private static let numbers = Array(1...60)

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let list = choices.distinct(3 + 2 * level, of: Self.numbers)
    // The longest that ends at each place.
    var lengths: [Int] = []
    for (place, value) in list.enumerated() {
      let before = (0..<place).filter { list[$0] < value }.map { lengths[$0] }
      lengths.append(1 + (before.max() ?? 0))
    }
    return TaskItem(
      prompt: "How long is the longest subsequence of \(Self.text(list)) in which each number is "
        + "larger than the one before?",
      answer: "\(lengths.max() ?? 0)",
      steps: ["The longest that ends at each number: \(Self.text(lengths))"])
  }

  private static func text(_ list: [Int]) -> String {
    list.map { "\($0)" }.joined(separator: " ")
  }
}
