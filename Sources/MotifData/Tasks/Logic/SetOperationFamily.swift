/// Unions, intersections and differences of sets of numbers.
///
/// Level n joins 1 + n sets; from level 3 on the sets are larger.
struct SetOperationFamily: TaskFamily {
  let name = "sets"
  let levels = 1...4
  let domain = TaskDomain.reasoning
  let form = AnswerForm.set

  private static let numbers = Array(1...20)

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    let sets = (0..<(1 + level)).map { _ in
      choices.distinct(choices.integer(in: 3...(level < 3 ? 6 : 9)), of: Self.numbers).sorted()
    }
    var result = Set(sets[0])
    var expression = "A"
    var steps: [String] = []
    for (place, set) in sets.enumerated().dropFirst() {
      let name = Formula.name(place)
      let operation = choices.pick(["union", "intersection", "minus"])
      switch operation {
      case "union": result.formUnion(set)
      case "intersection": result.formIntersection(set)
      default: result.subtract(set)
      }
      expression = (place > 1 ? "(\(expression))" : expression) + " \(operation) \(name)"
      steps.append("\(expression) = \(Self.text(result.sorted()))")
    }
    let list = sets.enumerated().map { "\(Formula.name($0)) = \(Self.text($1))" }
    return TaskItem(
      prompt: "Let \(list.joined(separator: ", ")). What is \(expression)?",
      answer: Self.text(result.sorted()), steps: steps)
  }

  private static func text(_ numbers: [Int]) -> String {
    "{\(numbers.map { "\($0)" }.joined(separator: ", "))}"
  }
}
