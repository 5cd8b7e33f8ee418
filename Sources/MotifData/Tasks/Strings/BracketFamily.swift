/// The brackets that close what was opened.
///
/// Level n has up to 4 + 4n brackets.
struct BracketFamily: TaskFamily {
  let name = "brackets"
  let levels = 1...6
  let domain = TaskDomain.code
  let form = AnswerForm.symbols
  let hasKnownEntropy = true

  private static let kinds: [(open: Character, close: Character)] = [
    ("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"),
  ]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let length = 4 + 4 * level - choices.integer(below: 4)
    var text = ""
    var open: [Int] = []
    for place in 0..<length {
      // The last bracket opens where nothing else would be left to close.
      let mustOpen = open.isEmpty || place == length - 1 && open.count == 1
      if mustOpen || choices.coin() {
        open.append(choices.integer(below: Self.kinds.count))
        text.append(Self.kinds[open[open.count - 1]].open)
      } else {
        text.append(Self.kinds[open.removeLast()].close)
      }
    }
    let answer = String(open.reversed().map { Self.kinds[$0].close })
    let opened = String(open.map { Self.kinds[$0].open })
    return TaskItem(
      prompt: "Which brackets close the sequence \(text) in the right order?", answer: answer,
      steps: ["Still open are \(opened), to be closed from the last to the first."])
  }
}
