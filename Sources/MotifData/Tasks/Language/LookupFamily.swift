/// Numbers that stand in a table or follow from it.
///
/// Levels: 1 one cell, 2 the difference of two, 3 how many rows lie above a bound, 4 the sum of those.
struct LookupFamily: TaskFamily {
  let name = "lookup"
  let levels = 1...4
  let domain = TaskDomain.questionAnswering
  let form = AnswerForm.number
  let hasKnownEntropy = true

  private static let things = [
    "pears", "plums", "nuts", "beans", "rice", "salt", "honey", "bread", "cheese", "figs",
  ]
  private static let columns = ["price", "stock", "weight"]

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let rows = choices.distinct(3 + level, of: Self.things)
    let cells = rows.map { _ in Self.columns.map { _ in choices.integer(in: 1...50) } }
    let table = zip(rows, cells).map { row, numbers in
      "\(row) | \(numbers.map { "\($0)" }.joined(separator: " | "))"
    }
    let column = choices.integer(below: Self.columns.count)
    let name = Self.columns[column]
    let values = cells.map { $0[column] }
    let question: (text: String, answer: Int, steps: [String])
    switch level {
    case 1:
      let row = choices.integer(below: rows.count)
      question = (
        "What is the \(name) of \(rows[row])?", values[row],
        ["In the row \(rows[row]) the \(name) is \(values[row])."]
      )
    case 2:
      let pair = choices.distinct(2, of: Array(0..<rows.count))
      let (first, second) = (values[pair[0]], values[pair[1]])
      question = (
        "What is the \(name) of \(rows[pair[0]]) minus that of \(rows[pair[1]])?", first - second,
        ["\(first) - \(second) = \(first - second)"]
      )
    default:
      let bound = choices.integer(in: 10...40)
      let above = values.filter { $0 > bound }
      let list = above.isEmpty ? "none" : above.map { "\($0)" }.joined(separator: ", ")
      question = (
        level == 3
          ? "How many rows have a \(name) above \(bound)?"
          : "What is the sum of every \(name) above \(bound)?",
        level == 3 ? above.count : above.reduce(0, +), ["Above \(bound): \(list)"]
      )
    }
    return TaskItem(
      prompt: "name | \(Self.columns.joined(separator: " | "))\n\(table.joined(separator: "\n"))\n"
        + question.text,
      answer: "\(question.answer)", steps: question.steps)
  }
}
