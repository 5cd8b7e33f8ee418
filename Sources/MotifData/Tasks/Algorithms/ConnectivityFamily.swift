/// The number of groups of towns that roads hold together.
///
/// Level n has 4 + n towns.
struct ConnectivityFamily: TaskFamily {
  let name = "connectivity"
  let levels = 1...6
  let domain = TaskDomain.reasoning
  let form = AnswerForm.number

  func make(_ choices: inout Choices, level: Int) -> TaskItem {
    var graph = Graph(4 + level)
    graph.addRoads(choices.integer(in: 2...(3 + level)), &choices)
    let text = graph.text(lengths: false, &choices)
    var rest = Array(0..<graph.count)
    var steps: [String] = []
    while let first = rest.first {
      let group = graph.distances(from: first).map(\.town).sorted()
      rest.removeAll { group.contains($0) }
      steps.append("Group: \(group.map(Graph.name).joined(separator: " "))")
    }
    return TaskItem(
      prompt: "The towns are A to \(Graph.name(graph.count - 1)), the roads \(text). Towns between "
        + "which one can travel form a group. How many groups are there?",
      answer: "\(steps.count)", steps: steps)
  }
}
