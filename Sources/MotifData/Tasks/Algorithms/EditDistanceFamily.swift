/// The number of letters to insert, delete or replace to turn one word into another.
///
/// Level n has words of up to 3 + n letters.
struct EditDistanceFamily: TaskFamily {
  let name = "editDistance"
  let levels = 1...5
  let domain = TaskDomain.code
  let form = AnswerForm.number
  let hasKnownEntropy = true

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let first = Self.word(&choices, level)
    let second = Self.word(&choices, level)
    var row = Array(0...second.count)
    var steps: [String] = []
    for (place, letter) in first.enumerated() {
      var next = [place + 1]
      for (other, otherLetter) in second.enumerated() {
        let replaced = row[other] + (letter == otherLetter ? 0 : 1)
        next.append(min(replaced, row[other + 1] + 1, next[other] + 1))
      }
      row = next
      steps.append("\(letter): " + row.map { "\($0)" }.joined(separator: " "))
    }
    return TaskItem(
      prompt: "How many letters must be inserted, deleted or replaced, at least, to turn "
        + "\(String(first)) into \(String(second))?",
      answer: "\(row[second.count])", steps: steps)
  }

  private static func word(_ choices: inout Choices, _ level: Int) -> [Character] {
    let length = choices.integer(in: (2 + level)...(3 + level))
    return (0..<length).map { _ in choices.pick(["a", "b", "c", "d"]) }
  }
}
